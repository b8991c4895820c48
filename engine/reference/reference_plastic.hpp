#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/plastic/plastic_synapses.hpp"

namespace callosum {

/// Plain path of one plastic projection, for the reference run: synapse by synapse, with all
/// postsynaptic spikes kept for ever and nothing computed ahead of time.
class ReferencePlastic {
  public:
    virtual ~ReferencePlastic() = default;
    /// Records a spike of a neuron of the source population (by index).
    virtual void source_spike(std::uint64_t source, std::int64_t step) = 0;
    /// Records a spike of a neuron of the volume transmitter, if there is one.
    virtual void transmitter_spike(std::int64_t step) = 0;
    virtual void target_spike(std::uint64_t target, std::int64_t step) = 0;
    /// Returns the state variables of the targets that the rule follows; most rules follow none.
    [[nodiscard]] virtual std::vector<std::size_t> voltages() const { return {}; }
    /// Records those variables of all targets ([variable * n + target]): at the start of the run,
    /// then after each step.
    virtual void target_voltages(const std::vector<double>& /*samples*/) {}
    /// Like PlasticSynapses::scale; factors are those of the whole target population.
    virtual void scale(std::int64_t /*step*/, const Homeostasis& /*factors*/) {}
    /// Passes on everything that arrives in `step`: target, and weight in units of its row.
    virtual void deliver(std::int64_t step,
                         const std::function<void(std::uint64_t, std::int64_t)>& take) = 0;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// Like PlasticSynapses::visit.
    virtual void visit(std::int64_t step,
                       const std::function<void(const PlasticSynapse&)>& visitor) const = 0;
};

[[nodiscard]] std::unique_ptr<ReferencePlastic> make_reference_plastic(
    const Description& description, const FixedPointPlan& plan, std::size_t projection);

}  // namespace callosum
