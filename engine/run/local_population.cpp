#include "engine/run/local_population.hpp"

#include <algorithm>
#include <string>

#include "engine/base/digest.hpp"
#include "engine/base/error.hpp"
#include "engine/plastic/plastic_synapses.hpp"

namespace callosum {

LocalPopulation::LocalPopulation(const Description& description, const FixedPointPlan& plan,
                                 const NeuronRange& range, RankLocal first_local,
                                 const std::vector<RowLayout::Place>& places)
    : description_(description),
      range_(range),
      first_local_(first_local),
      first_gid_(description.populations[range.population].first_gid + range.first),
      neurons_(make_local_neurons({description, plan, range, places})),
      recordings_(recordings_of(description, range)),
      statistics_(range.size()) {
    history_ = make_history(description, plan, range);
    voltages_ = make_voltage_history(description, plan, range);
    if (voltages_) {
        sample_voltages();
        voltages_->start(voltage_samples_);
    }
    if (const auto& setting = description.populations[range.population].homeostasis) {
        homeostasis_.emplace(*setting, description.dt_ms, range.size());
    }
}

void LocalPopulation::sample_voltages() {
    const auto& variables = voltages_->variables();
    voltage_samples_.resize(variables.size() * range_.size());
    neurons_->sample(variables, {0, range_.size()}, voltage_samples_.data());
}

void LocalPopulation::update(std::int64_t step, InputRows& rows) {
    fired_.clear();
    neurons_->update(step, rows, fired_);
    if (voltages_) {
        sample_voltages();
        voltages_->add(step, voltage_samples_);
    }
    n_spikes_ += fired_.size();
}

void LocalPopulation::count_spikes(std::int64_t step, std::vector<Spike>& recorded) {
    const RangeRecording* recording = recording_at(recordings_, step);
    for (const auto i : fired_) {
        if (history_) { history_->add(i, step); }
        if (homeostasis_) { homeostasis_->spike(i, step); }
        digest_ += spike_hash(first_gid_ + i, static_cast<std::uint64_t>(step));
        if (step > counting_from_) { statistics_[i].add(step); }
        if (recording != nullptr && recording->recorded[i] != 0) {
            recorded.push_back({step, first_gid_ + i});
        }
    }
}

void LocalPopulation::end_period(std::int64_t step) {
    if (homeostasis_ && homeostasis_->due(step)) { homeostasis_->measure(step); }
}

void LocalPopulation::start_counting(std::int64_t step) {
    counting_from_ = step;
    std::fill(statistics_.begin(), statistics_.end(), SpikeStatistics{});
}

void LocalPopulation::check_finite(std::int64_t step) const {
    const auto local = neurons_->first_not_finite();
    if (!local) { return; }
    throw LimitError("population '" + description_.populations[range_.population].name +
                     "', neuron " + std::to_string(range_.first + *local) +
                     ": its state is not a finite number any more at " +
                     std::to_string(static_cast<double>(step) * description_.dt_ms) +
                     " ms; look at its weights, currents and dt");
}

std::uint64_t LocalPopulation::history_bytes() const {
    return (history_ ? history_->bytes() : 0) + (voltages_ ? voltages_->bytes() : 0) +
           (homeostasis_ ? homeostasis_->bytes() : 0);
}

}  // namespace callosum
