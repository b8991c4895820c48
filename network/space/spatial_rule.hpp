#pragma once

#include <cstdint>
#include <optional>

#include "network/space/expression.hpp"
#include "network/space/mask.hpp"

namespace callosum {

/// Where a rule looks for partners. Displacements go from the neuron that chooses (the source; the
/// target with fixed_indegree) to its partner.
struct SpatialRule {
    std::optional<SpatialMask> mask;  ///< all of the extent if absent
    Expression kernel{1.0};  ///< times Rule::p the probability, or a weight where a degree is fixed
    std::uint32_t passes = 1;  ///< pairwise_bernoulli: how often all pairs are gone through
};

}  // namespace callosum
