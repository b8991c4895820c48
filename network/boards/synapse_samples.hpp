#pragma once

#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// Sample of the weights and delays of a projection as drawing yields them, representative of their
/// distribution.
struct SynapseSamples {
    std::vector<double> weights;
    std::vector<double> delays_ms;  ///< on the grid of dt

    [[nodiscard]] bool excite() const;   ///< whether some weight is above 0
    [[nodiscard]] bool inhibit() const;  ///< whether some weight is below 0
};

/// Takes quantiles where a distribution tells everything, every n-th edge of a list, and the
/// synapses of some targets where values depend on the distance. At most about 65536 values of
/// each.
[[nodiscard]] SynapseSamples sample_synapses(const Description& description,
                                             std::size_t projection);

}  // namespace callosum
