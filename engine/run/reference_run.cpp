#include "engine/run/reference_run.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "engine/backend/population_state.hpp"
#include "engine/base/digest.hpp"
#include "engine/base/error.hpp"
#include "engine/plastic/reference_plastic.hpp"
#include "engine/run/worker.hpp"
#include "engine/state/input_plan.hpp"

namespace callosum {
namespace {

struct PlainSynapse {
    std::uint64_t entry;  ///< of its row array
    std::int64_t weight;  ///< row units
    std::uint32_t delay;
    bool wide;
};

/// Rows of all future steps up to the largest delay.
struct Ring {
    std::vector<std::vector<std::int64_t>> narrow, wide;
    Ring(std::size_t slots, const RowLayout& layout)
        : narrow(slots, std::vector<std::int64_t>(layout.n_narrow)),
          wide(slots, std::vector<std::int64_t>(layout.n_wide)) {}
};

struct Plastic {
    std::size_t projection, source, target;
    std::uint64_t first_row;  ///< of the wide rows
    std::unique_ptr<ReferencePlastic> synapses;
};

std::vector<NeuronRange> whole(const Description& description) {
    std::vector<NeuronRange> ranges;
    for (std::size_t p = 0; p < description.populations.size(); ++p) {
        ranges.push_back({p, 0, description.populations[p].size});
    }
    return ranges;
}

/// Stored weight in row units, through the format's own rounding.
std::int64_t stored(const ProjectionPlan& plan, double weight) {
    if (plan.format == SynapseFormat::table) { return plan.constant; }
    if (plan.magnitude) { weight = std::abs(weight); }
    return std::llrint(std::ldexp(weight, -plan.exponent)) * (std::int64_t{1} << plan.shift);
}

std::vector<std::vector<PlainSynapse>> draw_all(const Description& description,
                                                const InputPlan& plan, const RowLayout& layout) {
    std::vector<std::vector<PlainSynapse>> outgoing(description.n_neurons());
    for (std::size_t p = 0; p < description.projections.size(); ++p) {
        const auto& projection = description.projections[p];
        const auto& own = plan.projections[p];
        if (own.format == SynapseFormat::plastic) { continue; }
        const auto& places = layout.places[projection.target];
        const auto first_gid = description.populations[projection.source].first_gid;
        auto sampler = make_sampler(description, p, projection.target_slice);
        sampler->draw({0, description.populations[projection.source].size}, [&](const auto& batch) {
            for (std::uint32_t i = 0; i < batch.n; ++i) {
                const auto& place = places[batch.weight[i] < 0 ? own.row_negative : own.row];
                outgoing[first_gid + batch.source[i]].push_back({place.first + batch.target[i],
                                                                 stored(own, batch.weight[i]),
                                                                 batch.delay[i], place.wide});
            }
        });
    }
    return outgoing;
}

}  // namespace

RunResult run_reference(const Description& description, SpikeSink* spikes) {
    const InputPlan plan = plan_input(description);
    const auto ranges = whole(description);
    const RowLayout layout = lay_out_rows(plan, ranges);
    const auto outgoing = draw_all(description, plan, layout);
    const std::size_t slots = plan.max_delay + 1;
    Ring ring(slots, layout);
    InputRows rows{Column<std::int32_t>(layout.n_narrow), Column<std::int64_t>(layout.n_wide)};
    std::vector<std::unique_ptr<PopulationState>> populations;
    std::vector<std::vector<RangeRecording>> recordings;
    for (std::size_t p = 0; p < ranges.size(); ++p) {
        populations.push_back(
            make_reference_state({description, plan, ranges[p], layout.places[p]}));
        recordings.push_back(recordings_of(description, ranges[p]));
    }

    std::vector<Plastic> plastic;
    for (std::size_t p = 0; p < plan.projections.size(); ++p) {
        const auto& own = plan.projections[p];
        if (own.format != SynapseFormat::plastic) { continue; }
        const auto& projection = description.projections[p];
        plastic.push_back({p, projection.source, projection.target,
                           layout.places[projection.target][own.row].first,
                           make_reference_plastic(description, plan, p)});
    }

    RunResult result;
    result.neurons = description.n_neurons();
    for (const auto& list : outgoing) { result.synapses += list.size(); }
    for (const auto& own : plastic) { result.synapses += own.synapses->size(); }
    const auto warmup = description.steps(description.warmup_ms);
    const auto total = warmup + description.steps(description.duration_ms);
    std::vector<std::uint32_t> fired;
    auto phase = description.phases.begin();
    for (std::int64_t step = 1; step <= total; ++step) {
        for (; phase != description.phases.end() && step > description.steps(phase->at_ms);
             ++phase) {
            for (const auto& [p, changed] : phase->populations) { populations[p]->change(changed); }
        }
        const auto now = static_cast<std::size_t>(step) % slots;
        for (std::size_t i = 0; i < layout.n_narrow; ++i) {
            rows.narrow[i] = static_cast<std::int32_t>(std::exchange(ring.narrow[now][i], 0));
        }
        for (std::size_t i = 0; i < layout.n_wide; ++i) {
            rows.wide[i] = std::exchange(ring.wide[now][i], 0);
        }
        for (const auto& own : plastic) {
            own.synapses->deliver(step, [&](std::uint64_t target, std::int64_t weight) {
                rows.wide[own.first_row + target] += weight;
            });
        }
        for (std::size_t p = 0; p < populations.size(); ++p) {
            fired.clear();
            populations[p]->update(step, rows, fired);
            const RangeRecording* recording = recording_at(recordings[p], step);
            for (const auto i : fired) {
                for (const auto& own : plastic) {
                    if (own.source == p) { own.synapses->source_spike(i, step); }
                    if (own.target == p) { own.synapses->target_spike(i, step); }
                }
                const Spike spike{step, description.populations[p].first_gid + i};
                result.spike_digest += spike_hash(spike.gid, static_cast<std::uint64_t>(step));
                result.spikes += step > warmup ? 1 : 0;
                for (const auto& synapse : outgoing[spike.gid]) {
                    auto& slot =
                        (synapse.wide ? ring.wide : ring.narrow)[(now + synapse.delay) % slots];
                    slot[synapse.entry] += synapse.weight;
                }
                if (spikes != nullptr && recording != nullptr && recording->recorded[i] != 0) {
                    spikes->write({&spike, 1});
                }
            }
        }
    }
    for (const auto& own : plastic) {
        own.synapses->visit(total, [&](const PlasticSynapse& synapse) {
            result.weight_digest += weight_hash(own.projection, synapse);
        });
    }
    for (std::size_t p = 0; p < populations.size(); ++p) {
        if (const auto i = populations[p]->first_not_finite()) {
            throw LimitError("population '" + description.populations[p].name + "', neuron " +
                             std::to_string(*i) + ": its state is not a finite number at the end");
        }
    }
    return result;
}

}  // namespace callosum
