#pragma once

#include <cstdint>

#include "network/space/positions.hpp"
#include "network/space/spatial_rule.hpp"

namespace callosum {

/// What a kernel comes to over pairs of places.
struct KernelMeans {
    double pair = 0;  ///< mean of the kernel inside the mask over pairs, one of each side
    double most = 0;  ///< the largest mean over all sources that a target can have
};

/// One side of a projection.
struct Placed {
    const Positions& positions;
    std::uint64_t size;
};

/// By quadrature where both sides are placed freely; else `pair` is estimated from pairs that are
/// picked at random, and `most` is a sound bound. Sources that are placed freely are independent of
/// each other, so that the number of them that a place is connected to is binomial. Displacements go
/// from source to target unless targets choose.
[[nodiscard]] KernelMeans kernel_means(const SpatialRule& rule, const Placed& source,
                                       const Placed& target, bool targets_choose);

/// The displacements that can occur and lie in the mask's reach.
[[nodiscard]] Gap reachable(const SpatialRule& rule, const Extent& extent);
/// The largest distance among them.
[[nodiscard]] double largest_distance(const SpatialRule* rule, const Extent& extent);

/// Upper bound of a kernel over a gap; 0 where no displacement is inside the mask or it is not above.
[[nodiscard]] double most_of(const SpatialRule& rule, const Gap& gap);

}  // namespace callosum
