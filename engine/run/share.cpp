#include "engine/run/share.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "engine/base/digest.hpp"
#include "engine/base/error.hpp"
#include "network/describe/phases.hpp"

namespace callosum {

std::vector<RangeRecording> recordings_of(const Description& description,
                                          const NeuronRange& range) {
    std::vector<RangeRecording> recordings;
    for (const auto& spikes : spikes_over_time(description)) {
        if (spikes.population != range.population) { continue; }
        auto& recording = recordings.emplace_back();
        recording.recorded.assign(range.size(), 0);
        recording.start = description.steps(spikes.start_ms);
        recording.stop = description.steps(spikes.stop_ms);
        for (const auto& slice : spikes.neurons) {
            for (std::uint64_t i = std::max(slice.first, range.first);
                 i < std::min(slice.last, range.last); ++i) {
                recording.recorded[i - range.first] = 1;
            }
        }
    }
    return recordings;
}

const RangeRecording* recording_at(const std::vector<RangeRecording>& recordings,
                                   std::int64_t step) {
    for (const auto& recording : recordings) {
        if (recording.at(step)) { return &recording; }
    }
    return nullptr;
}

const char* stage_name(Stage phase) {
    constexpr std::array<const char*, static_cast<std::size_t>(Stage::n)> names{
        "enter", "deliver", "update", "pack", "exchange", "wait", "record"};
    return names[static_cast<std::size_t>(phase)];
}

Share::Share(const Description& description, const FixedPointPlan& plan,
             std::vector<NeuronRange> ranges, std::uint64_t first_local)
    : description_(description), ranges_(std::move(ranges)), layout_(lay_out_rows(plan, ranges_)) {
    rows_.narrow = Column<std::int32_t>(layout_.n_narrow);
    rows_.wide = Column<std::int64_t>(layout_.n_wide);
    for (std::size_t r = 0; r < ranges_.size(); ++r) {
        local_.push_back(static_cast<std::uint32_t>(first_local));
        first_local += ranges_[r].size();
        populations_.push_back(
            make_local_neurons({description, plan, ranges_[r], layout_.places[r]}));
        recordings_.push_back(recordings_of(description, ranges_[r]));
        statistics_.emplace_back(ranges_[r].size());
        n_spikes_.push_back(0);
    }
    store_ = build_synapses(description, plan, ranges_, layout_);
    make_plastic(plan);
    for (const auto& plastic : plastic_) {
        for (auto& list : plastic->source_lists()) { plastic_lists_.push_back(std::move(list)); }
    }
}

void Share::make_plastic(const FixedPointPlan& plan) {
    for (std::size_t r = 0; r < ranges_.size(); ++r) {
        histories_.push_back(make_history(description_, plan, ranges_[r]));
        voltages_.push_back(make_voltage_history(description_, plan, ranges_[r]));
        if (voltages_[r]) {
            sample_voltages(r);
            voltages_[r]->start(samples_);
        }
        auto& homeostasis = homeostasis_.emplace_back();
        if (const auto& set = description_.populations[ranges_[r].population].homeostasis) {
            homeostasis.emplace(*set, description_.dt_ms, ranges_[r].size());
        }
        for (std::size_t p = 0; p < plan.projections.size(); ++p) {
            const auto& own = plan.projections[p];
            if (own.format != SynapseFormat::plastic ||
                description_.projections[p].target != ranges_[r].population) {
                continue;
            }
            const std::uint64_t row = layout_.places[r][own.row].first;
            plastic_.push_back(make_plastic_synapses(
                {description_, plan, p, ranges_[r], row, histories_[r].get(), voltages_[r].get()}));
            plastic_range_.push_back(r);
        }
    }
}

void Share::sample_voltages(std::size_t range) {
    const auto& variables = voltages_[range]->variables();
    const std::uint64_t n = ranges_[range].size();
    samples_.resize(variables.size() * n);
    populations_[range]->sample(variables, {0, n}, samples_.data());
}

std::vector<const SourceList*> Share::source_lists() const {
    std::vector<const SourceList*> lists{&store_.sources};
    for (const auto& list : plastic_lists_) { lists.push_back(&list); }
    return lists;
}

void Share::make_delivery(const SourceList& known, std::uint32_t horizon) {
    delivery_ = std::make_unique<Delivery>(store_, known, horizon);
    store_.free_listing();
    std::size_t next = 0;
    for (const auto& plastic : plastic_) {
        std::vector<std::vector<std::uint32_t>> positions;
        for (std::size_t i = 0; i < plastic->n_source_lists(); ++i) {
            positions.push_back(positions_in(plastic_lists_[next], known));
            plastic_lists_[next++] = {};
        }
        plastic->prepare(std::move(positions), horizon);
    }
    plastic_lists_ = {};
}

void Share::enter(std::span<const Arrival> spikes, bool from_other_rank) {
    const auto before = events_;
    // Three passes, so that the misses of one spike hide behind those of the others.
    for (const auto& spike : spikes) { delivery_->prefetch_index(spike.number); }
    for (const auto& spike : spikes) { delivery_->prefetch_runs(spike.number); }
    for (const auto& spike : spikes) { events_ += delivery_->enter(spike.number, spike.step); }
    for (const auto& plastic : plastic_) {
        for (const auto& spike : spikes) { events_ += plastic->enter(spike.number, spike.step); }
    }
    if (from_other_rank) { remote_events_ += events_ - before; }
}

void Share::entered(std::int64_t step) {
    for (const auto& plastic : plastic_) {
        for (auto s = entered_ + 1; s <= step; ++s) { plastic->refresh(s); }
    }
    entered_ = step;
    scale(step);
}

/// Windows end where periods do, so the neurons are at `step` and no later spike has been entered.
void Share::scale(std::int64_t step) {
    for (auto& homeostasis : homeostasis_) {
        if (homeostasis && homeostasis->due(step)) { homeostasis->measure(step); }
    }
    for (std::size_t i = 0; i < plastic_.size(); ++i) {
        const auto& homeostasis = homeostasis_[plastic_range_[i]];
        if (homeostasis && homeostasis->due(step)) { plastic_[i]->scale(step, *homeostasis); }
    }
}

void Share::drain(std::int64_t step) {
    delivery_->drain(step, rows_);
    for (const auto& plastic : plastic_) { plastic->drain(step, rows_); }
}

std::uint64_t Share::synapse_bytes() const {
    std::uint64_t bytes = store_.bytes() + delivery_->index_bytes();
    for (const auto& plastic : plastic_) { bytes += plastic->bytes(); }
    for (const auto& history : histories_) { bytes += history ? history->bytes() : 0; }
    for (const auto& history : voltages_) { bytes += history ? history->bytes() : 0; }
    for (const auto& one : homeostasis_) { bytes += one ? one->bytes() : 0; }
    return bytes;
}

std::uint64_t Share::n_synapses() const {
    std::uint64_t n = store_.n_synapses;
    for (const auto& plastic : plastic_) { n += plastic->size(); }
    return n;
}

void Share::advance(std::int64_t step, Fired& fired, std::vector<Spike>& recorded,
                    StageClock& clock) {
    drain(step);
    clock.lap(Stage::deliver);
    for (std::size_t r = 0; r < ranges_.size(); ++r) {
        fired_.clear();
        populations_[r]->update(step, rows_, fired_);
        if (voltages_[r]) {
            sample_voltages(r);
            voltages_[r]->add(step, samples_);
        }
        n_spikes_[r] += fired_.size();
        const auto& range = ranges_[r];
        const auto base = description_.populations[range.population].first_gid + range.first;
        const RangeRecording* recording = recording_at(recordings_[r], step);
        for (const auto i : fired_) {
            fired.neurons.push_back(local_[r] + i);
            if (histories_[r]) { histories_[r]->add(i, step); }
            if (homeostasis_[r]) { homeostasis_[r]->spike(i, step); }
            digest_ += spike_hash(base + i, static_cast<std::uint64_t>(step));
            auto& statistics = statistics_[r][i];
            if (step > counting_from_) {
                if (statistics.n > 0) {
                    const auto interval = static_cast<std::uint64_t>(step - statistics.last);
                    statistics.sum += interval;
                    statistics.sum_of_squares += interval * interval;
                }
                ++statistics.n;
                statistics.last = step;
            }
            if (recording != nullptr && recording->recorded[i] != 0) {
                recorded.push_back({step, base + i});
            }
        }
    }
    fired.step_end.push_back(static_cast<std::uint32_t>(fired.neurons.size()));
    clock.lap(Stage::update);
}

void Share::change(const PhaseChange& phase) {
    for (const auto& [index, population] : phase.populations) {
        for (std::size_t r = 0; r < ranges_.size(); ++r) {
            if (ranges_[r].population == index) { populations_[r]->change(population); }
        }
    }
}

void Share::start_counting(std::int64_t step) {
    counting_from_ = step;
    events_ = remote_events_ = 0;
    for (auto& range : statistics_) { std::fill(range.begin(), range.end(), SpikeStatistics{}); }
}

std::uint64_t Share::n_spikes(std::size_t population) const {
    std::uint64_t n = 0;
    for (std::size_t r = 0; r < ranges_.size(); ++r) {
        if (ranges_[r].population == population) { n += n_spikes_[r]; }
    }
    return n;
}

void Share::check_finite(std::int64_t step) const {
    for (std::size_t r = 0; r < ranges_.size(); ++r) {
        if (const auto i = populations_[r]->first_not_finite()) {
            const auto& population = description_.populations[ranges_[r].population];
            throw LimitError("population '" + population.name + "', neuron " +
                             std::to_string(ranges_[r].first + *i) +
                             ": its state is not a finite number any more at " +
                             std::to_string(static_cast<double>(step) * description_.dt_ms) +
                             " ms; look at its weights, currents and dt");
        }
    }
}

void Share::sample(std::size_t population, std::uint64_t index,
                   const std::vector<std::size_t>& variables, double* out) const {
    for (std::size_t r = 0; r < ranges_.size(); ++r) {
        const auto& range = ranges_[r];
        if (range.population != population || index < range.first || index >= range.last) {
            continue;
        }
        for (const auto variable : variables) {
            *out++ = populations_[r]->sample(index - range.first, variable);
        }
        return;
    }
}

}  // namespace callosum
