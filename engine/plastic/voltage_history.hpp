#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/column.hpp"
#include "engine/base/state_visitor.hpp"
#include "models/synapse/clopath_synapse.hpp"
#include "network/describe/network.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Counterparts of refresh_after and refresh_every (plastic_synapses.hpp) for synapses that follow
/// potentials. They are shorter because a depolarised neuron adds in every step, and a visit costs
/// little beside the additions.
inline constexpr std::int64_t take_in_after = 1024;
inline constexpr std::int64_t take_in_every = 64;

/// Requirements of a rule that follows the potential on its target population.
struct FollowedNeuron {
    std::vector<std::size_t> variables;  ///< positions of voltage::names in the model's state
    ClopathSynapse::Neuron rule;
    std::uint32_t late;  ///< steps by which u_bar_plus and u_bar_minus act late
};
[[nodiscard]] FollowedNeuron followed_neuron(const Description& description,
                                             std::size_t population);

/// Amounts that each step of the neurons of one range adds to weights, and takes from them; they
/// are the same for all synapses of a neuron. Additions are few (the potential is above theta_plus
/// only around spikes) and kept for as long as a silent synapse may need them; depressions are
/// needed within a delay.
class VoltageHistory {
  public:
    struct Addition {
        std::uint32_t step;
        double amount;  ///< for a weight whose x_bar is 1
    };

    VoltageHistory(std::uint64_t n, FollowedNeuron neuron, std::uint32_t max_delay);

    /// Steps for which additions are kept, where synapses have delays of at most `max_delay`: as long as
    /// spikes are (HistoryNeeds).
    [[nodiscard]] static std::uint32_t steps_kept(std::uint32_t max_delay) {
        return static_cast<std::uint32_t>(take_in_after + 2 * take_in_every) + 3 * max_delay;
    }
    /// Memory of a neuron, without its additions.
    [[nodiscard]] static std::size_t neuron_bytes(const FollowedNeuron& neuron,
                                                  std::uint32_t max_delay) {
        return (2 * ring_size(neuron.late) + ring_size(reach_of(max_delay))) * sizeof(double) +
               sizeof(std::vector<Addition>);
    }

    [[nodiscard]] const std::vector<std::size_t>& variables() const { return neuron_.variables; }
    /// Sets the samples at the start of the run, which stand for all time before it. samples[k * n
    /// + i] is variable k of neuron i.
    void start(std::span<const double> samples);
    /// Adds the samples at the end of a step; steps must be 1, 2, ...
    void add(std::int64_t step, std::span<const double> samples);

    /// Returns the additions of a neuron, oldest first.
    [[nodiscard]] const std::vector<Addition>& additions(std::uint64_t local) const {
        return state_.additions[local];
    }
    /// Returns the amount that a spike which meets this step takes from a weight; 0 before the
    /// first step.
    [[nodiscard]] double depression(std::uint64_t local, std::uint32_t step) const {
        return step == 0 ? 0 : state_.depressions[slot(step, reach_) * n_ + local];
    }

    void visit_state(StateVisitor& visitor, const NeuronRange& range);

  private:
    /// Steps back that a spike may look: with delay d it is delivered d steps after its stamp and meets a
    /// step of the neuron up to 2 d before that (where all of the delay is dendritic).
    [[nodiscard]] static std::uint32_t reach_of(std::uint32_t max_delay) { return 2 * max_delay; }
    /// Returns the number of slots of a ring that reaches back `reach` steps.
    [[nodiscard]] static std::size_t ring_size(std::uint32_t reach) {
        return std::size_t{reach} + 1;
    }
    [[nodiscard]] static std::size_t slot(std::uint64_t step, std::uint32_t reach) {
        return static_cast<std::size_t>(step % ring_size(reach));
    }
    void log(std::vector<Addition>& log, const Addition& addition) const;

    std::uint64_t n_;
    FollowedNeuron neuron_;
    std::uint32_t reach_;  ///< steps for which depressions are kept
    std::uint32_t keep_;   ///< and additions
    /// All that is kept of the neurons; visit_state names every member.
    struct State {
        Column<double> plus, minus;  ///< rings of `late` steps, [slot * n + neuron]
        Column<double> depressions;  ///< likewise, of `reach`
        std::vector<std::vector<Addition>> additions;
    };
    State state_;
};

}  // namespace callosum
