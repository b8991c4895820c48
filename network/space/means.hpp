#pragma once

#include <cstdint>

#include "network/space/positions.hpp"
#include "network/space/spatial_rule.hpp"

namespace callosum {

/// Means of a kernel over pairs of places.
struct KernelMeans {
    double pair = 0;  ///< mean of the kernel inside the mask over pairs, one of each side
    double most = 0;  ///< the largest mean over all sources that a target can have
};

/// One side of a projection.
struct Placed {
    const Positions& positions;
    std::uint64_t size;
};

/// Computes the means by quadrature where both sides are placed freely. Elsewhere `pair` is
/// estimated from random pairs, and `most` is a sound bound. Freely placed sources are independent
/// of each other, so the number of them connected to a place is binomial. Displacements go from
/// source to target unless targets choose.
[[nodiscard]] KernelMeans kernel_means(const SpatialRule& rule, const Placed& source,
                                       const Placed& target, bool targets_choose);

/// Returns bounds of the displacements that can occur and lie in the mask's reach.
[[nodiscard]] Gap reachable(const SpatialRule& rule, const Extent& extent);
/// Returns the largest distance at which the rule can connect; all of the extent for no rule.
[[nodiscard]] double largest_distance(const SpatialRule* rule, const Extent& extent);

/// Returns an upper bound of the kernel over a gap, at least 0; 0 where no displacement is inside
/// the mask.
[[nodiscard]] double most_of(const SpatialRule& rule, const Gap& gap);

}  // namespace callosum
