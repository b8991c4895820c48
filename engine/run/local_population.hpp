#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/ids.hpp"
#include "engine/layout/fixed_point_plan.hpp"
#include "engine/layout/input_rows.hpp"
#include "engine/neurons/local_neurons.hpp"
#include "engine/plastic/homeostasis.hpp"
#include "engine/plastic/post_history.hpp"
#include "engine/plastic/voltage_history.hpp"
#include "engine/records/spike.hpp"
#include "engine/run/spike_recording.hpp"

namespace callosum {

/// The neurons of a population that one thread has, with all that is kept for each of them.
class LocalPopulation {
  public:
    /// `first_local`: number of the first neuron among all of the rank; `places`: of its input rows.
    LocalPopulation(const Description& description, const FixedPointPlan& plan,
                    const NeuronRange& range, RankLocal first_local,
                    const std::vector<RowLayout::Place>& places);

    /// Takes the neurons through a step; `fired()` then has those that have spiked, ascending.
    void update(std::int64_t step, InputRows& rows);
    [[nodiscard]] const std::vector<std::uint32_t>& fired() const { return fired_; }
    /// Enters the spikes of a step, found by `update`, into histories, statistics and the digest; appends those that are
    /// recorded.
    void count_spikes(std::int64_t step, std::vector<Spike>& recorded);
    /// Puts the parameters of a phase in force.
    void change(const Population& population) { neurons_->change(population); }
    /// Finds the factors of homeostatic scaling, where a period ends with `step`.
    void end_period(std::int64_t step);
    /// Forgets statistics of the warm-up.
    void start_counting(std::int64_t step);
    /// Throws LimitError naming the neuron if some state is not finite.
    void check_finite(std::int64_t step) const;
    /// Visits all that is kept of the neurons after `step`.
    void visit_state(StateVisitor& visitor, std::int64_t step);

    [[nodiscard]] const NeuronRange& range() const { return range_; }
    [[nodiscard]] RankLocal first_local() const { return first_local_; }
    [[nodiscard]] const LocalNeurons& neurons() const { return *neurons_; }
    /// Spikes of the neurons, for rules that look back on them; null where no rule does.
    [[nodiscard]] const History* history() const { return history_.get(); }
    [[nodiscard]] const VoltageHistory* voltages() const { return voltages_.get(); }
    /// Null where weights onto the neurons are not scaled.
    [[nodiscard]] const Homeostasis* homeostasis() const { return homeostasis_.get(); }
    [[nodiscard]] const std::vector<SpikeStatistics>& statistics() const {
        return state_.statistics;
    }
    /// Spikes since the first step.
    [[nodiscard]] std::uint64_t n_spikes() const { return state_.n_spikes; }
    /// Sum of the spikes' hashes (see `spike_digest`).
    [[nodiscard]] std::uint64_t digest() const { return state_.digest; }
    /// Visits histories and homeostasis alone.
    void visit_histories(StateVisitor& visitor);

  private:
    void sample_voltages();
    void visit_recent_spikes(StateVisitor& visitor, std::int64_t step);

    const Description& description_;
    NeuronRange range_;
    RankLocal first_local_;
    Gid first_gid_;
    std::unique_ptr<LocalNeurons> neurons_;
    std::unique_ptr<History> history_;
    std::unique_ptr<VoltageHistory> voltages_;
    std::vector<double> voltage_samples_;  ///< of the step at hand
    std::unique_ptr<Homeostasis> homeostasis_;
    std::vector<RangeRecording> recordings_;
    std::vector<std::uint32_t> fired_;  ///< in the step at hand
    std::int64_t counting_from_ = 0;    ///< the end of the warm-up, once it has passed
    /// All that is kept beside neurons and histories; visit_state names every member.
    struct State {
        std::vector<SpikeStatistics> statistics;  ///< by local neuron
        /// Spikes of the last `max_delay` steps, which may be under way: [step % size], local neurons.
        std::vector<std::vector<std::uint32_t>> recent;
        std::uint64_t n_spikes = 0, digest = 0;
    };
    State state_;
};

}  // namespace callosum
