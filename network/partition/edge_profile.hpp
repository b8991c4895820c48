#pragma once

#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// Level of the pieces, of equal area or volume, into which a profile cuts the curve.
[[nodiscard]] int profile_level(std::size_t dims);

/// Returns the in-degree of a target in each piece of the curve (2^(dims * profile_level) of them),
/// relative to the mean over all pieces, by quadrature of kernel and mask. Near the edges of an
/// open extent neurons have fewer partners, so their synapses cost less. Empty where the in-degree
/// is the same everywhere: where edges meet, without a rule in space, or where it is fixed.
[[nodiscard]] std::vector<double> indegree_profile(const Description& description,
                                                   const Projection& projection);

}  // namespace callosum
