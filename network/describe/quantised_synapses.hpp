#pragma once

#include <cstdint>
#include <limits>

namespace callosum {

/// What a board makes of drawn synapses: weights are rounded to whole numbers and kept in
/// [weight_low, weight_high], delays are at most `longest_delay` steps.
struct QuantisedSynapses {
    double weight_low = -std::numeric_limits<double>::infinity();
    double weight_high = std::numeric_limits<double>::infinity();
    std::uint32_t longest_delay = std::numeric_limits<std::uint32_t>::max();
    friend bool operator==(const QuantisedSynapses&, const QuantisedSynapses&) = default;

    [[nodiscard]] double weight(double drawn) const;  ///< halves go away from 0
    [[nodiscard]] std::uint32_t delay(std::uint32_t drawn) const {
        return drawn < longest_delay ? drawn : longest_delay;
    }
};

}  // namespace callosum
