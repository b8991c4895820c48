#pragma once

#include <cstdint>
#include <memory>

#include "engine/stimuli/local_values.hpp"
#include "network/describe/phases.hpp"

namespace callosum {

/// The current of a stimulus for the neurons of one range, constant over a step: step k begins at
/// grid point k - 1. A function of the description, the neuron and the step alone.
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

[[nodiscard]] std::shared_ptr<const CurrentSource> make_current_source(
    const Description& description, const StimulusEpisode& episode, const NeuronRange& range);

}  // namespace callosum
