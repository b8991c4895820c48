#include "engine/run/local_population.hpp"

#include <algorithm>
#include <string>

#include "engine/base/digest.hpp"
#include "engine/base/error.hpp"
#include "engine/base/state_checks.hpp"
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
      recordings_(recordings_of(description, range)) {
    state_.statistics.resize(range.size());
    state_.recent.resize(plan.projections.empty() ? 0 : plan.max_delay);
    history_ = make_history(description, plan, range);
    voltages_ = make_voltage_history(description, plan, range);
    if (voltages_) {
        sample_voltages();
        voltages_->start(voltage_samples_);
    }
    if (const auto& setting = description.populations[range.population].homeostasis) {
        homeostasis_ = std::make_unique<Homeostasis>(*setting, description.dt_ms, range.size());
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
    state_.n_spikes += fired_.size();
    if (!state_.recent.empty()) {
        state_.recent[static_cast<std::size_t>(step) % state_.recent.size()] = fired_;
    }
}

void LocalPopulation::count_spikes(std::int64_t step, std::vector<Spike>& recorded) {
    const RangeRecording* recording = recording_at(recordings_, step);
    for (const auto i : fired_) {
        if (history_) { history_->add(i, step); }
        if (homeostasis_) { homeostasis_->spike(i, step); }
        state_.digest += spike_hash((first_gid_ + i).value(), static_cast<std::uint64_t>(step));
        if (step > counting_from_) { state_.statistics[i].add(step); }
        if (recording != nullptr && recording->recorded[i] != 0) {
            recorded.push_back({step, (first_gid_ + i).value()});
        }
    }
}

void LocalPopulation::end_period(std::int64_t step) {
    if (homeostasis_ && homeostasis_->due(step)) { homeostasis_->measure(step); }
}

void LocalPopulation::start_counting(std::int64_t step) {
    counting_from_ = step;
    std::fill(state_.statistics.begin(), state_.statistics.end(), SpikeStatistics{});
}

void LocalPopulation::check_finite(std::int64_t step) const {
    NotFinite search;
    neurons_->visit_state(search);
    if (!search.index()) { return; }
    throw LimitError("population '" + description_.populations[range_.population].name +
                     "', neuron " + std::to_string(*search.index()) +
                     ": its state is not a finite number any more at " +
                     std::to_string(static_cast<double>(step) * description_.dt_ms) +
                     " ms; look at its weights, currents and dt");
}

void LocalPopulation::visit_state(StateVisitor& visitor, std::int64_t step) {
    auto& [statistics, recent, n_spikes, digest] = state_;
    neurons_->visit_state(visitor);
    visit_histories(visitor);
    const auto visit = [&](const char* name, const auto& column) {
        visitor.neurons(range_.population, {range_.first, range_.last}, name, column);
    };
    constexpr std::size_t stride = sizeof(SpikeStatistics);
    visit("last_spike", state_column(&statistics[0].last, statistics.size(), stride));
    visit("n_spikes", state_column(&statistics[0].n, statistics.size(), stride));
    visit("isi_sum", state_column(&statistics[0].sum, statistics.size(), stride));
    visit("isi_sum_of_squares",
          state_column(&statistics[0].sum_of_squares, statistics.size(), stride));
    if (!recent.empty()) { visit_recent_spikes(visitor, step); }
    const std::string of = "population." + std::to_string(range_.population);
    visitor.total(of + ".n_spikes", state_number(n_spikes));
    visitor.total(of + ".digest", state_number(digest));
}

void LocalPopulation::visit_histories(StateVisitor& visitor) {
    if (history_) { history_->visit_state(visitor, range_); }
    if (voltages_) { voltages_->visit_state(visitor, range_); }
    if (homeostasis_) { homeostasis_->visit_state(visitor, range_); }
}

/// Visits the steps of spikes that are young enough to be under way, by neuron.
void LocalPopulation::visit_recent_spikes(StateVisitor& visitor, std::int64_t step) {
    std::vector<std::vector<std::int64_t>> steps(range_.size());
    const auto n = static_cast<std::int64_t>(state_.recent.size());
    for (auto s = std::max<std::int64_t>(1, step - n + 1); s <= step; ++s) {
        for (const auto i : state_.recent[static_cast<std::size_t>(s % n)]) {
            steps[i].push_back(s);
        }
    }
    static constexpr StateField field{"step", StateType::i64, 0};
    VectorLists<std::int64_t> lists(steps, {&field, 1});
    visitor.neuron_lists(range_.population, {range_.first, range_.last}, "spikes_under_way", lists);
}

}  // namespace callosum
