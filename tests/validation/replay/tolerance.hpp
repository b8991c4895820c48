#pragma once

#include <cstdint>
#include <string_view>

#include "network/describe/network.hpp"

namespace callosum::replay {

/// How near a replayed case must come to its file.
struct Tolerance {
    double max_dv_mV = 0;          ///< the largest difference over all samples
    double median_dv_mV = 0;       ///< and its median, where the largest has to be wide
    std::int64_t spike_steps = 0;  ///< by which a spike may be early or late
    double weight = 0;             ///< relative, of a weight that a plastic synapse delivers
    double own_weight = 0;         ///< the same where it follows potentials that we have integrated
};

/// The tolerance of a neuron model, by name; a model without an entry is held to the strictest.
[[nodiscard]] Tolerance tolerance_of(std::string_view model, Precision precision);
/// `Tolerance::weight` of a plastic synapse model.
[[nodiscard]] double weight_tolerance_of(std::string_view synapse, Precision precision);

}  // namespace callosum::replay
