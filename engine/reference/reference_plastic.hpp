#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/plastic/plastic_synapses.hpp"

namespace callosum {

/// The plain path of one plastic projection, for the reference run: one synapse after the other, all
/// postsynaptic spikes kept for ever, nothing looked at ahead of time.
class ReferencePlastic {
  public:
    virtual ~ReferencePlastic() = default;
    /// A neuron of the source population (by index) has spiked.
    virtual void source_spike(std::uint64_t source, std::int64_t step) = 0;
    /// A neuron of the volume transmitter, if there is one, has spiked.
    virtual void transmitter_spike(std::int64_t step) = 0;
    virtual void target_spike(std::uint64_t target, std::int64_t step) = 0;
    /// The state variables of the targets that the rule follows; most follow none.
    [[nodiscard]] virtual std::vector<std::size_t> voltages() const { return {}; }
    /// Those of all targets ([variable * n + target]): at the start of the run, then of each step.
    virtual void target_voltages(const std::vector<double>& /*samples*/) {}
    /// As PlasticSynapses::scale; factors are those of the whole target population.
    virtual void scale(std::int64_t /*step*/, const Homeostasis& /*factors*/) {}
    /// Hands out what arrives in `step`: target and weight in units of its row.
    virtual void deliver(std::int64_t step,
                         const std::function<void(std::uint64_t, std::int64_t)>& take) = 0;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// As PlasticSynapses::visit.
    virtual void visit(std::int64_t step,
                       const std::function<void(const PlasticSynapse&)>& visitor) const = 0;
};

[[nodiscard]] std::unique_ptr<ReferencePlastic> make_reference_plastic(
    const Description& description, const FixedPointPlan& plan, std::size_t projection);

}  // namespace callosum
