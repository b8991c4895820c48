#pragma once

#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// Weights and delays of a projection as they come out of drawing, evenly spread over what occurs.
struct SynapseSamples {
    std::vector<double> weights;
    std::vector<double> delays_ms;  ///< on the grid of dt

    [[nodiscard]] bool excite() const;   ///< whether some weight is above 0
    [[nodiscard]] bool inhibit() const;  ///< whether some weight is below 0
};

/// Quantiles where a distribution says it all; every n-th edge of a list; the synapses of some targets where
/// values depend on the distance.
[[nodiscard]] SynapseSamples sample_synapses(const Description& description,
                                             std::size_t projection);

}  // namespace callosum
