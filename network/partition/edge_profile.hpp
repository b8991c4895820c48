#pragma once

#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// The curve through an extent in so many pieces of equal area or volume.
[[nodiscard]] int profile_level(std::size_t dims);

/// Near the edges of an open extent neurons have fewer partners, so their synapses cost less. For each
/// piece of the curve (2^(dims * profile_level) of them) what a target there has of its in-degree, over the mean
/// over all pieces; by quadrature of kernel and mask. Empty where it is the same everywhere: where edges meet,
/// without a rule by place, or where each target has a fixed in-degree.
[[nodiscard]] std::vector<double> indegree_profile(const Description& description,
                                                   const Projection& projection);

}  // namespace callosum
