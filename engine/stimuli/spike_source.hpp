#pragma once

#include <cstdint>
#include <memory>

#include "engine/stimuli/local_values.hpp"
#include "network/describe/phases.hpp"

namespace callosum {

/// When the device of a spiking stimulus fires for the neurons of one range. All answers are
/// functions of the description, the neuron and the step alone: nothing is advanced, so nothing
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

/// The source of a stimulus as it is in one episode, for the neurons of `range`. What it draws is keyed
/// by the index of the stimulus: an episode draws as the whole would.
[[nodiscard]] std::shared_ptr<const SpikeSource> make_spike_source(const Description& description,
                                                                   const StimulusEpisode& episode,
                                                                   const NeuronRange& range);

/// Sources by family; each file makes its own kinds.
namespace sources {
using Source = std::shared_ptr<const SpikeSource>;
/// poisson_sources.cpp: homogeneous, inhomogeneous, sinusoidal.
[[nodiscard]] Source poisson(const Description& description, const StimulusEpisode& episode,
                             const NeuronRange& range);
/// mip_source.cpp
[[nodiscard]] Source mip(const Description& description, const StimulusEpisode& episode,
                         const NeuronRange& range);
/// listed_sources.cpp: spike_generator, pulsepacket_generator.
[[nodiscard]] Source listed(const Description& description, const StimulusEpisode& episode,
                            const NeuronRange& range);
/// encoder_sources.cpp
[[nodiscard]] Source encoder(const Description& description, const StimulusEpisode& episode,
                             const NeuronRange& range);
}  // namespace sources

}  // namespace callosum
