#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/neurons/local_neurons.hpp"
#include "engine/plastic/homeostasis.hpp"
#include "engine/plastic/post_history.hpp"
#include "engine/plastic/selection.hpp"
#include "engine/plastic/voltage_history.hpp"
#include "engine/synapses/source_list.hpp"

namespace callosum {

/// A plastic synapse as reports see it; indices count from the start of the populations.
struct PlasticSynapse {
    std::uint64_t source = 0, target = 0;
    std::uint32_t delay = 0;
    std::uint32_t occurrence = 0;  ///< among equal pairs: shorter delays first, then as drawn
    double weight = 0;
};

/// Sorts the synapses of one source by target and occurrence, which is found here.
void order_synapses(std::vector<PlasticSynapse>& of_source);

/// A synapse's part in `weight_digest`: its identity and the bits of its weight.
[[nodiscard]] std::uint64_t weight_hash(std::size_t projection, const PlasticSynapse& synapse);

/// The synapses of one plastic projection onto one range of neurons. Virtual calls are made once per
/// spike and once per step.
class PlasticSynapses {
  public:
    virtual ~PlasticSynapses() = default;
    [[nodiscard]] virtual std::size_t projection() const = 0;
    /// gids that have synapses here, with the shortest delay of each; then, if there is one, those of the
    /// transmitter.
    [[nodiscard]] virtual std::vector<SourceList> source_lists() const = 0;
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
    /// After all spikes of `step` have been entered and refreshed: the weights of all synapses will be
    /// multiplied by the factors of their targets, each after its delay, until when `factors` must not
    /// change. Does nothing where weights take no scaling.
    virtual void scale(std::int64_t /*step*/, const Homeostasis& /*factors*/) {}
    /// Delivers what acts in `step` and is known so far.
    virtual void drain(std::int64_t step, InputRows& rows) = 0;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// Visits weights, what else the rule keeps of synapses and sources, and spikes under way after `step`, up to which all
    /// have been entered and refreshed.
    virtual void visit_state(StateVisitor& visitor, std::int64_t step) = 0;
    /// Synapses for visit_picked.
    [[nodiscard]] virtual SynapsePicks pick(const SynapseSelection& which) const = 0;
    using Visitor = std::function<void(const PlasticSynapse&)>;
    /// Synapses as they are after `step`, source after source, in the order of (target, occurrence). Every weight has taken in the postsynaptic spikes that a presynaptic one
    /// arriving at the end of `step` would find; nothing is changed, so looking does not disturb a run.
    virtual void visit_picked(std::int64_t step, const SynapsePicks& picks,
                              const Visitor& visitor) const = 0;
    void visit(std::int64_t step, const Visitor& visitor) const {
        visit_picked(step, pick({}), visitor);
    }
};

/// What one is made from. `history` may be null where the rule needs none.
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

/// The history that the plastic projections onto a range need; null where they need none.
[[nodiscard]] std::unique_ptr<History> make_history(const Description& description,
                                                    const FixedPointPlan& plan,
                                                    const NeuronRange& range);

/// The same for rules that follow potentials; it has to be started before the first step.
[[nodiscard]] std::unique_ptr<VoltageHistory> make_voltage_history(const Description& description,
                                                                   const FixedPointPlan& plan,
                                                                   const NeuronRange& range);

/// A weight onto neuron `target` of a projection has grown beyond `limit`: throws LimitError.
struct GrownWeight {
    std::uint64_t target;
    double weight, limit, at_ms;
};
[[noreturn]] void refuse_weight(const Description& description, std::size_t projection,
                                const GrownWeight& grown);

/// Which part of a delay is dendritic, in steps; at least one.
[[nodiscard]] std::uint32_t dendritic_steps(const Projection& projection, std::uint32_t delay);
/// A presynaptic spike stamped s meets at a synapse of that delay postsynaptic ones stamped s minus this:
/// the dendritic part of the delay less the axonal one, in steps.
[[nodiscard]] std::int64_t stamp_shift(const Projection& projection, std::uint32_t delay);
/// Parameters of the rule in the order of its table.
[[nodiscard]] std::vector<double> rule_params(const Projection& projection);
/// Decay rates of the traces of the target population.
[[nodiscard]] HistoryRates history_rates(const Description& description, std::size_t population);

/// Synapses of sources that were silent for so many steps are looked at; how often that is checked.
inline constexpr std::int64_t refresh_after = 8192;
inline constexpr std::int64_t refresh_every = 256;
/// At multiples of so many steps all spikes up to then have to be known, for synapses of silent sources
/// may be looked at; never more than refresh_every.
[[nodiscard]] std::int64_t full_exchange_period(const Description& description);

}  // namespace callosum
