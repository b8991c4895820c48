#pragma once

#include <cstdint>
#include <memory>

namespace callosum {

/// When the device of a spiking stimulus fires for the neurons of one range. All answers are
/// functions of the experiment, the neuron and the step alone: nothing is advanced, so nothing
/// depends on the layout and nothing needs a checkpoint.
class SpikeSource {
  public:
    virtual ~SpikeSource() = default;
    /// False where no target has a spike with this stamp.
    [[nodiscard]] virtual bool active([[maybe_unused]] std::int64_t step) const { return true; }
    /// Spikes for one neuron of the range, stamped `step`.
    [[nodiscard]] virtual std::int32_t count(std::uint64_t local, std::int64_t step) const = 0;
    /// The same for local neurons [first, last): out[i] is that of neuron i.
    virtual void counts(std::int64_t step, std::uint64_t first, std::uint64_t last,
                        std::int32_t* out) const {
        for (std::uint64_t i = first; i < last; ++i) { out[i] = count(i, step); }
    }
};

/// The current of a stimulus for the neurons of one range, constant over a step: step k begins at
/// grid point k - 1. A function of the experiment, the neuron and the step alone.
class CurrentSource {
  public:
    virtual ~CurrentSource() = default;
    /// May the current of `step` differ from that of the step before?
    [[nodiscard]] virtual bool changes(std::int64_t step) const = 0;
    [[nodiscard]] virtual double value(std::uint64_t local, std::int64_t step) const = 0;
    /// The same for local neurons [first, last): out[i] is that of neuron i.
    virtual void values(std::int64_t step, std::uint64_t first, std::uint64_t last,
                        double* out) const {
        for (std::uint64_t i = first; i < last; ++i) { out[i] = value(i, step); }
    }
};

using SpikeSourcePtr = std::shared_ptr<const SpikeSource>;
using CurrentSourcePtr = std::shared_ptr<const CurrentSource>;

}  // namespace callosum
