#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/layout/input_rows.hpp"
#include "engine/plastic/homeostasis.hpp"
#include "engine/plastic/post_history.hpp"
#include "engine/plastic/selection.hpp"
#include "engine/plastic/voltage_history.hpp"
#include "engine/synapses/source_list.hpp"

namespace callosum {

/// Steps of silence after which the synapses of a source are visited, and the interval at which
/// that is checked.
inline constexpr std::int64_t refresh_after = 8192;
inline constexpr std::int64_t refresh_every = 256;

/// A plastic synapse as reports present it; indices count from the start of the populations.
struct PlasticSynapse {
    std::uint64_t source = 0, target = 0;
    std::uint32_t delay = 0;
    std::uint32_t occurrence = 0;  ///< among equal pairs: shorter delays first, then as drawn
    double weight = 0;
};

/// Sorts the synapses of one source by target and delay, and numbers their occurrences.
void order_synapses(std::vector<PlasticSynapse>& of_source);

/// Returns the part of a synapse in `weight_digest`: a hash of its identity and the bits of its
/// weight.
[[nodiscard]] std::uint64_t weight_hash(std::size_t projection, const PlasticSynapse& synapse);

/// Synapses of one plastic projection onto one range of neurons. Virtual calls are made once per
/// spike and once per step. One thread owns an object.
class PlasticSynapses {
  public:
    virtual ~PlasticSynapses() = default;
    [[nodiscard]] virtual std::size_t projection() const = 0;
    /// Returns the gids that have synapses here, with the shortest delay of each; then, if there is
    /// a transmitter, its gids.
    [[nodiscard]] virtual std::vector<SourceList> source_lists() const = 0;
    /// Returns the number of lists that `source_lists` makes, without making them.
    [[nodiscard]] virtual std::size_t n_source_lists() const = 0;
    /// Takes, for each list, the position in it of each source that is heard (`positions_in`). `horizon`: the largest delay plus
    /// the longest window, in steps.
    virtual void prepare(std::vector<Indexed<HeardId, std::uint32_t>> positions,
                         std::uint32_t horizon) = 0;
    /// Enters a spike of a source, stamped `step`; returns how many synapses it will reach.
    virtual std::uint32_t enter(HeardId source, std::int64_t step) = 0;
    /// After all spikes of `step` have been entered: now and then, synapses of sources that have been
    /// silent for long are entered too, so that no history has to reach back further.
    virtual void refresh(std::int64_t step) = 0;
    /// Multiplies the weights of all synapses by the factors of their targets, each after its
    /// delay; `factors` must not change until then. Call after all spikes of `step` have been
    /// entered and refreshed. Does nothing where weights are not scaled.
    virtual void scale(std::int64_t /*step*/, const Homeostasis& /*factors*/) {}
    /// Delivers everything that acts in `step` and is known so far.
    virtual void drain(std::int64_t step, InputRows& rows) = 0;
    /// Returns the number of synapses; `bytes` returns their memory, without tasks that wait.
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// Visits weights, what else the rule keeps of synapses and sources, and spikes under way after `step`, up to which all
    /// have been entered and refreshed.
    virtual void visit_state(StateVisitor& visitor, std::int64_t step) = 0;
    /// Synapses for visit_picked.
    [[nodiscard]] virtual SynapsePicks pick(const SynapseSelection& which) const = 0;
    using Visitor = std::function<void(const PlasticSynapse&)>;
    /// Visits synapses as they are after `step`, source by source, in the order of (target,
    /// occurrence). Every weight includes the postsynaptic spikes that a presynaptic one arriving
    /// at the end of `step` would find. Nothing is changed, so reports do not disturb a run.
    virtual void visit_picked(std::int64_t step, const SynapsePicks& picks,
                              const Visitor& visitor) const = 0;
    /// Visits all synapses, as visit_picked does.
    void visit(std::int64_t step, const Visitor& visitor) const {
        visit_picked(step, pick({}), visitor);
    }
};

/// Arguments of make_plastic_synapses. `history` may be null where the rule needs none.
struct PlasticSetup {
    const Description& description;
    const FixedPointPlan& plan;
    std::size_t projection;
    NeuronRange range;
    std::uint64_t first_row;  ///< entry of the range's first neuron in the wide rows
    const History* history;
    const VoltageHistory* voltages = nullptr;  ///< for rules that follow potentials
};
[[nodiscard]] std::unique_ptr<PlasticSynapses> make_plastic_synapses(const PlasticSetup& setup);

/// Sizes of what a plastic projection keeps that depend on its rule.
struct PlasticSizes {
    std::size_t columns = 1;       ///< of a synapse, the weight among them
    std::size_t source_bytes = 0;  ///< state that the synapses of a source share
    std::size_t task_bytes = 0;    ///< of a visit under way, for each chunk of targets and delay
};
[[nodiscard]] PlasticSizes plastic_sizes(const Projection& projection);

/// Requirements of the plastic projections onto a population on what is kept of its neurons' past.
struct HistoryNeeds {
    bool spikes = false;  ///< a History, with slow traces where `slow`
    bool slow = false;
    std::uint32_t max_delay = 1;       ///< steps, of all projections onto the population
    std::uint32_t followed_delay = 0;  ///< longest of synapses that follow potentials; 0: none do
    /// Steps for which spikes are kept: a synapse is visited when its source spikes, or
    /// `refresh_after` steps after the last visit, and then within a delay, whose axonal part
    /// counts twice.
    [[nodiscard]] std::uint32_t spikes_kept() const {
        return static_cast<std::uint32_t>(refresh_after + 2 * refresh_every) + 3 * max_delay;
    }
};
[[nodiscard]] HistoryNeeds history_needs(const Description& description, const FixedPointPlan& plan,
                                         std::size_t population);

/// Returns the history that the plastic projections onto a range need; null where they need none.
[[nodiscard]] std::unique_ptr<History> make_history(const Description& description,
                                                    const FixedPointPlan& plan,
                                                    const NeuronRange& range);

/// Returns the history for rules that follow potentials, or null; it must be started before the
/// first step.
[[nodiscard]] std::unique_ptr<VoltageHistory> make_voltage_history(const Description& description,
                                                                   const FixedPointPlan& plan,
                                                                   const NeuronRange& range);

/// A weight onto neuron `target` of a projection that has grown beyond `limit`.
struct GrownWeight {
    std::uint64_t target;
    double weight, limit, at_ms;
};
/// Throws LimitError with the projection, neuron, time and limit.
[[noreturn]] void refuse_weight(const Description& description, std::size_t projection,
                                const GrownWeight& grown);

/// Returns the dendritic part of a delay, in steps; at least one.
[[nodiscard]] std::uint32_t dendritic_steps(const Projection& projection, std::uint32_t delay);
/// Returns the dendritic part of a delay minus the axonal one, in steps: a presynaptic spike
/// stamped s meets, at a synapse with this delay, postsynaptic ones stamped s minus this.
[[nodiscard]] std::int64_t stamp_shift(const Projection& projection, std::uint32_t delay);
/// Returns the parameters of the rule in the order of its table.
[[nodiscard]] std::vector<double> rule_params(const Projection& projection);
/// Returns the decay rates of the traces of the target population.
[[nodiscard]] HistoryRates history_rates(const Description& description, std::size_t population);

/// Returns the interval, in steps, at which ranks must have exchanged all spikes, because synapses
/// of silent sources may then be visited; at most refresh_every.
[[nodiscard]] std::int64_t full_exchange_period(const Description& description);

}  // namespace callosum
