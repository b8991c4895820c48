#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "models/info.hpp"

namespace callosum {

/// Kinds of stimuli; the table below, and that of the experiment's format, stand in this order.
enum class StimulusKind : std::uint8_t {
    poisson_generator,
    spike_generator,
    dc_generator,
    step_current_generator,
    inhomogeneous_poisson_generator,
    sinusoidal_poisson_generator,
    ac_generator,
    noise_generator,
    mip_generator,
    pulsepacket_generator,
    rate_encoder,
    latency_encoder,
    phase_encoder,
    population_encoder,
    delta_encoder
};

/// A parameter that is one number for the whole stimulus. One without a default must be given.
struct StimulusField {
    std::string_view name;
    std::string_view unit;
    double default_value = 0;
    double low = -unbounded;
    double high = unbounded;
    bool low_open = false;
    bool whole = false;     ///< a whole number
    bool on_grid = false;   ///< a multiple of dt
    bool in_steps = false;  ///< the default is this many dt
};

struct StimulusInfo {
    bool spiking = true;   ///< sends spikes; the others are currents
    bool shared = false;   ///< all targets have one train unless the experiment says otherwise
    bool encodes = false;  ///< turns samples of data into spikes
    std::span<const StimulusField> numbers = {};
    std::string_view methods = {};  ///< separated by |, the first is the default
};

[[nodiscard]] const StimulusInfo& info_of(StimulusKind kind);

/// Stimuli that send spikes; the others are currents.
[[nodiscard]] inline bool is_spiking(StimulusKind kind) { return info_of(kind).spiking; }
/// Stimuli whose mean input is `rate` spikes/s times their weight, as of the background of a network.
[[nodiscard]] bool is_background(StimulusKind kind);

}  // namespace callosum
