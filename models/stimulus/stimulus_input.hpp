#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/base/random.hpp"
#include "engine/base/slice.hpp"
#include "models/stimulus/source.hpp"
#include "models/stimulus/stimulus_info.hpp"

namespace callosum {

/// A number per local neuron: one for all, or a list.
struct LocalValues {
    double shared = 0;
    std::vector<double> each;  ///< by local index, where not shared
    [[nodiscard]] bool is_shared() const { return each.empty(); }
    [[nodiscard]] double operator[](std::uint64_t local) const {
        return each.empty() ? shared : each[local];
    }
};

/// A spike that is given.
struct GivenSpike {
    std::int64_t step = 0;
    std::uint64_t target = 0;  ///< counts from the first target of the stimulus
};

/// A stimulus and the neurons of one range: everything that its source is made from. Local neurons are
/// those of the range, from 0.
class StimulusInput : public StimulusNumbers {
  public:
    std::uint64_t seed = 0;
    std::uint32_t index = 0;         ///< of the stimulus: the key of what it draws
    bool shared = false;             ///< one random train for all targets
    std::int64_t start = 0;          ///< step after which it acts
    std::uint64_t first_index = 0;   ///< of local neuron 0 in its population
    std::uint64_t size = 0;          ///< number of local neurons
    Slice reached;                   ///< local neurons that are targets
    std::uint64_t first_target = 0;  ///< which target local neuron `reached.first` is

    [[nodiscard]] Ars random(Purpose purpose) const { return {seed, purpose, index}; }
    /// A time in whole steps.
    [[nodiscard]] virtual std::int64_t steps(double ms) const = 0;
    /// A parameter with a number per target; those of others are 0. Draws are keyed by (seed, stream,
    /// neuron), so each parameter of a stimulus has a stream.
    [[nodiscard]] virtual LocalValues values(std::string_view name, std::uint32_t stream) const = 0;
    [[nodiscard]] virtual std::span<const double> list(std::string_view name) const = 0;
    /// Whether each target has a train that is given.
    [[nodiscard]] virtual bool has_trains() const = 0;
    /// The spikes of all targets that are local.
    [[nodiscard]] virtual std::vector<GivenSpike> local_trains() const = 0;
    [[nodiscard]] virtual std::uint64_t n_samples() const = 0;
    /// Features [first, last) of all samples, one sample after the other.
    [[nodiscard]] virtual std::vector<double> features(std::uint64_t first,
                                                       std::uint64_t last) const = 0;
    /// Samples in turn; all of them once where it is empty.
    [[nodiscard]] virtual std::span<const std::uint64_t> order() const = 0;
};

/// Streams of a stimulus's draws by neuron; its weights have 2 index.
[[nodiscard]] inline std::uint32_t stream_of_amplitudes(const StimulusInput& given) {
    return 2 * given.index;  // stimuli with amplitudes alone have no weights
}
[[nodiscard]] inline std::uint32_t stream_of_rates(const StimulusInput& given) {
    return 2 * given.index + 1;
}

/// A stimulus is a struct without data:
///   params, info   its table of StimulusField and its StimulusInfo
///   make(given)    when it fires (a SpikeSource) or how its current flows (a CurrentSource)
template <class K>
concept SpikingStimulusModel = requires(const StimulusInput& given) {
    { K::info } -> std::convertible_to<const StimulusInfo&>;
    { K::make(given) } -> std::same_as<SpikeSourcePtr>;
} && K::info.spiking;
template <class K>
concept CurrentStimulusModel = requires(const StimulusInput& given) {
    { K::info } -> std::convertible_to<const StimulusInfo&>;
    { K::make(given) } -> std::same_as<CurrentSourcePtr>;
} && !K::info.spiking;
template <class K>
concept StimulusModel = SpikingStimulusModel<K> || CurrentStimulusModel<K>;

/// The source of a spiking stimulus by its name, which must exist.
[[nodiscard]] SpikeSourcePtr make_spike_source(std::string_view name, const StimulusInput& given);
[[nodiscard]] CurrentSourcePtr make_current_source(std::string_view name,
                                                   const StimulusInput& given);

}  // namespace callosum
