#pragma once

#include <cstdint>
#include <optional>

#include "network/space/expression.hpp"
#include "network/space/mask.hpp"

namespace callosum {

/// Region and weighting in which a rule looks for partners. Displacements go from the neuron that
/// chooses (the source; the target with fixed_indegree) to its partner.
struct SpatialRule {
    std::optional<SpatialMask> mask;  ///< the whole extent if absent
    Expression kernel{1.0};    ///< times Rule::p: probability; a weight where a degree is fixed
    std::uint32_t passes = 1;  ///< pairwise_bernoulli: number of passes over all pairs
};

}  // namespace callosum
