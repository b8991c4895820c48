#include "engine/reference/reference_run.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/digest.hpp"
#include "engine/base/error.hpp"
#include "engine/base/state_checks.hpp"
#include "engine/layout/fixed_point_plan.hpp"
#include "engine/neurons/local_neurons.hpp"
#include "engine/plastic/homeostasis.hpp"
#include "engine/reference/make_reference_neurons.hpp"
#include "engine/reference/reference_plastic.hpp"
#include "engine/run/share.hpp"
#include "engine/run/weight_snapshots.hpp"

namespace callosum {
namespace {

/// A static synapse, as it adds to its row.
struct PlainSynapse {
    std::uint64_t entry;  ///< entry of its row array
    std::int64_t weight;  ///< in row units
    std::uint32_t delay;
    bool wide;
};

/// Rows of all future steps up to the largest delay.
struct Ring {
    std::vector<std::vector<std::int64_t>> narrow, wide;
    Ring(std::size_t slots, const RowLayout& layout)
        : narrow(slots, std::vector<std::int64_t>(layout.n_narrow)),
          wide(slots, std::vector<std::int64_t>(layout.n_wide)) {}
    /// Moves one slot into the rows and clears it.
    void take(std::size_t slot, InputRows& rows) {
        for (std::size_t i = 0; i < narrow[slot].size(); ++i) {
            rows.narrow[i] = static_cast<std::int32_t>(std::exchange(narrow[slot][i], 0));
        }
        for (std::size_t i = 0; i < wide[slot].size(); ++i) {
            rows.wide[i] = std::exchange(wide[slot][i], 0);
        }
    }
};

/// A plastic projection and the populations that concern it.
struct Plastic {
    std::size_t projection, source, target;
    std::optional<std::size_t> transmitter;
    std::uint64_t first_row;  ///< entry of the first target in the wide rows
    std::unique_ptr<ReferencePlastic> synapses;
};

std::vector<Plastic> make_plastic(const Description& description, const FixedPointPlan& plan,
                                  const RowLayout& layout) {
    std::vector<Plastic> plastic;
    for (std::size_t p = 0; p < plan.projections.size(); ++p) {
        const auto& projection_plan = plan.projections[p];
        if (projection_plan.format != SynapseFormat::plastic) { continue; }
        const auto& projection = description.projections[p];
        plastic.push_back({p, projection.source, projection.target, projection.volume_transmitter,
                           layout.places[projection.target][projection_plan.row].first,
                           make_reference_plastic(description, plan, p)});
    }
    return plastic;
}

void deliver(const std::vector<Plastic>& plastic, std::int64_t step, InputRows& rows) {
    for (const auto& each : plastic) {
        each.synapses->deliver(step, [&](std::uint64_t target, std::int64_t weight) {
            rows.wide[each.first_row + target] += weight;
        });
    }
}

/// Tells all projections that neuron `index` of a population has spiked.
void tell(const std::vector<Plastic>& plastic, std::size_t population, std::uint64_t index,
          std::int64_t step) {
    for (const auto& each : plastic) {
        if (each.source == population) { each.synapses->source_spike(index, step); }
        if (each.target == population) { each.synapses->target_spike(index, step); }
        if (each.transmitter == population) { each.synapses->transmitter_spike(step); }
    }
}

/// Gives the potentials of a population, at the start or after a step, to the projections that
/// follow them.
void tell_voltages(const std::vector<Plastic>& plastic, std::size_t population, std::uint64_t n,
                   const LocalNeurons& state) {
    for (const auto& each : plastic) {
        const auto variables = each.synapses->voltages();
        if (each.target != population || variables.empty()) { continue; }
        std::vector<double> samples(variables.size() * n);
        state.sample(variables, {0, n}, samples.data());
        each.synapses->target_voltages(samples);
    }
}

std::uint64_t digest(const std::vector<Plastic>& plastic, std::int64_t step) {
    std::uint64_t sum = 0;
    for (const auto& each : plastic) {
        each.synapses->visit(step, [&](const PlasticSynapse& synapse) {
            sum += weight_hash(each.projection, synapse);
        });
    }
    return sum;
}

bool contains(const Selection& neurons, std::uint64_t index) {
    return std::any_of(neurons.begin(), neurons.end(), [index](const Slice& slice) {
        return slice.first <= index && index < slice.last;
    });
}

/// Snapshots of weights, with one stream for each recording.
class PlainSnapshots {
  public:
    PlainSnapshots(const Description& description, const std::vector<Plastic>& plastic,
                   WeightSink* sink)
        : description_(description),
          plastic_(plastic),
          sink_(sink),
          listed_(description.weight_records.size(), false) {
        for (std::size_t r = 0; sink != nullptr && r < listed_.size(); ++r) { sink->open(r, 1); }
    }
    void take(std::int64_t step) {
        for (std::size_t r = 0; sink_ != nullptr && r < listed_.size(); ++r) {
            const auto& record = description_.weight_records[r];
            if (!schedule_of(description_, record).due(step)) { continue; }
            SnapshotWriter writer(*sink_, {r, 0}, step, !listed_[r]);
            for (const auto& each : plastic_) {
                if (each.projection != record.projection) { continue; }
                each.synapses->visit(step, [&](const PlasticSynapse& synapse) {
                    if (contains(record.sources, synapse.source) &&
                        contains(record.targets, synapse.target)) {
                        writer.add(synapse);
                    }
                });
            }
            writer.finish();
            listed_[r] = true;
        }
    }

  private:
    const Description& description_;
    const std::vector<Plastic>& plastic_;
    WeightSink* sink_;
    std::vector<bool> listed_;
};

std::vector<NeuronRange> whole(const Description& description) {
    std::vector<NeuronRange> ranges;
    for (std::size_t p = 0; p < description.populations.size(); ++p) {
        ranges.push_back({p, 0, description.populations[p].size});
    }
    return ranges;
}

/// Returns the stored weight in row units, rounded as its format rounds it.
std::int64_t stored(const ProjectionPlan& plan, double weight) {
    if (plan.format == SynapseFormat::table) { return plan.constant; }
    if (plan.magnitude) { weight = std::abs(weight); }
    return std::llrint(std::ldexp(weight, -plan.exponent)) * (std::int64_t{1} << plan.shift);
}

std::vector<std::vector<PlainSynapse>> draw_all(const Description& description,
                                                const FixedPointPlan& plan,
                                                const RowLayout& layout) {
    std::vector<std::vector<PlainSynapse>> outgoing(description.n_neurons());
    for (std::size_t p = 0; p < description.projections.size(); ++p) {
        const auto& projection = description.projections[p];
        const auto& projection_plan = plan.projections[p];
        if (projection_plan.format == SynapseFormat::plastic) { continue; }
        const auto& places = layout.places[projection.target];
        const auto first_gid = description.populations[projection.source].first_gid;
        auto sampler = make_sampler(description, p, projection.target_slice);
        sampler->draw({0, description.populations[projection.source].size}, [&](const auto& batch) {
            for (std::uint32_t i = 0; i < batch.n; ++i) {
                const auto& place = places[batch.weight[i] < 0 ? projection_plan.row_negative
                                                               : projection_plan.row];
                outgoing[first_gid + batch.source[i]].push_back(
                    {place.first + batch.target[i], stored(projection_plan, batch.weight[i]),
                     batch.delay[i], place.wide});
            }
        });
    }
    return outgoing;
}

/// The run: all state of all neurons and synapses, taken through it step by step.
class ReferenceRun {
  public:
    ReferenceRun(const Description& description, SpikeSink* spikes, WeightSink* weights)
        : description_(description),
          spikes_(spikes),
          plan_(plan_fixed_point(description)),
          ranges_(whole(description)),
          layout_(lay_out_rows(plan_, ranges_)),
          outgoing_(draw_all(description, plan_, layout_)),
          plastic_(make_plastic(description, plan_, layout_)),
          snapshots_(description, plastic_, weights),
          slots_(plan_.max_delay + 1),
          ring_(slots_, layout_),
          rows_{Column<std::int32_t>(layout_.n_narrow), Column<std::int64_t>(layout_.n_wide)},
          warmup_(description.steps(description.warmup_ms)) {
        for (std::size_t p = 0; p < ranges_.size(); ++p) {
            populations_.push_back(
                make_reference_neurons({description, plan_, ranges_[p], layout_.places[p]}));
            recordings_.push_back(recordings_of(description, ranges_[p]));
            tell_voltages(plastic_, p, ranges_[p].size(), *populations_[p]);
            auto& homeostasis = homeostasis_.emplace_back();
            if (const auto& set = description.populations[p].homeostasis) {
                homeostasis.emplace(*set, description.dt_ms, ranges_[p].size());
            }
        }
        result_.neurons = description.n_neurons();
        for (const auto& list : outgoing_) { result_.synapses += list.size(); }
        for (const auto& each : plastic_) { result_.synapses += each.synapses->size(); }
    }

    RunResult run() {
        const auto total = warmup_ + description_.steps(description_.duration_ms);
        snapshots_.take(0);
        auto phase = description_.phases.begin();
        for (std::int64_t step = 1; step <= total; ++step) {
            // A phase is in force from the step after its time on.
            for (; phase != description_.phases.end() && step > description_.steps(phase->at_ms);
                 ++phase) {
                for (const auto& [p, changed] : phase->populations) {
                    populations_[p]->change(changed);
                }
            }
            advance(step);
            scale(step);
            snapshots_.take(step);
        }
        result_.weight_digest = digest(plastic_, total);
        check_finite();
        return result_;
    }

  private:
    void advance(std::int64_t step) {
        ring_.take(static_cast<std::size_t>(step) % slots_, rows_);
        deliver(plastic_, step, rows_);
        for (std::size_t p = 0; p < populations_.size(); ++p) {
            fired_.clear();
            populations_[p]->update(step, rows_, fired_);
            tell_voltages(plastic_, p, ranges_[p].size(), *populations_[p]);
            const RangeRecording* recording = recording_at(recordings_[p], step);
            for (const auto i : fired_) {
                tell(plastic_, p, i, step);
                if (homeostasis_[p]) { homeostasis_[p]->spike(i, step); }
                const Spike spike{step, description_.populations[p].first_gid + i};
                send(spike);
                if (spikes_ != nullptr && recording != nullptr && recording->recorded[i] != 0) {
                    spikes_->write({&spike, 1});
                }
            }
        }
    }

    void scale(std::int64_t step) {
        for (std::size_t p = 0; p < homeostasis_.size(); ++p) {
            if (!homeostasis_[p] || !homeostasis_[p]->due(step)) { continue; }
            homeostasis_[p]->measure(step);
            for (const auto& each : plastic_) {
                if (each.target == p) { each.synapses->scale(step, *homeostasis_[p]); }
            }
        }
    }

    void send(const Spike& spike) {
        result_.spike_digest += spike_hash(spike.gid, static_cast<std::uint64_t>(spike.step));
        result_.spikes += spike.step > warmup_ ? 1 : 0;
        for (const auto& synapse : outgoing_[spike.gid]) {
            const auto slot = (static_cast<std::size_t>(spike.step) + synapse.delay) % slots_;
            (synapse.wide ? ring_.wide : ring_.narrow)[slot][synapse.entry] += synapse.weight;
        }
    }

    void check_finite() const {
        for (std::size_t p = 0; p < populations_.size(); ++p) {
            NotFinite search;
            populations_[p]->visit_state(search);
            if (const auto i = search.index()) {
                throw LimitError("population '" + description_.populations[p].name + "', neuron " +
                                 std::to_string(*i) +
                                 ": its state is not a finite number at the end");
            }
        }
    }

    const Description& description_;
    SpikeSink* spikes_;
    FixedPointPlan plan_;
    std::vector<NeuronRange> ranges_;
    RowLayout layout_;
    std::vector<std::vector<PlainSynapse>> outgoing_;
    std::vector<Plastic> plastic_;
    PlainSnapshots snapshots_;
    std::size_t slots_;
    Ring ring_;
    InputRows rows_;
    std::int64_t warmup_;
    std::vector<std::unique_ptr<LocalNeurons>> populations_;
    std::vector<std::vector<RangeRecording>> recordings_;
    std::vector<std::optional<Homeostasis>> homeostasis_;  ///< by population
    std::vector<std::uint32_t> fired_;
    RunResult result_;
};

}  // namespace

RunResult run_reference(const Description& description, SpikeSink* spikes, WeightSink* weights) {
    return ReferenceRun(description, spikes, weights).run();
}

}  // namespace callosum
