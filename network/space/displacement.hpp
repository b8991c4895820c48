#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "network/space/extent.hpp"

// Apart from extent.hpp, which users of the library get: how a user's compiler may fuse arithmetic must not reach the
// drawing of networks through an inline function.
namespace callosum {

/// Returns the shortest of the displacements that differ from d by whole periods, for |d| <=
/// period.
[[nodiscard]] inline double wrapped(double d, double period) {
    const double half = 0.5 * period;
    const double below = d > half ? d - period : d;
    return d < -half ? d + period : below;
}

/// Returns the displacement between two points, the short way round where edges meet.
[[nodiscard]] inline Point displacement(const Extent& extent, const Point& from, const Point& to) {
    Point d{};
    for (std::size_t axis = 0; axis < extent.dims; ++axis) {
        d[axis] = to[axis] - from[axis];
        if (extent.periodic) { d[axis] = wrapped(d[axis], extent.size[axis]); }
    }
    return d;
}

[[nodiscard]] inline double length(const Point& d) {
    return std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
}

/// Returns bounds that hold the displacement from any point of one box to any point of another.
[[nodiscard]] inline Gap gap(const Extent& extent, const Box& from, const Box& to) {
    Gap gap;
    for (std::size_t axis = 0; axis < extent.dims; ++axis) {
        double centre = to.centre[axis] - from.centre[axis];
        double half = from.half[axis] + to.half[axis];
        half += 1e-9 * extent.size[axis];  // covers the rounding of coordinates
        if (extent.periodic) {
            centre = wrapped(centre, extent.size[axis]);
            const double most = 0.5 * extent.size[axis];
            if (std::fabs(centre) + half > most) {
                centre = 0;
                half = most;
            }
        }
        gap.low[axis] = centre - half;
        gap.high[axis] = centre + half;
    }
    return gap;
}

/// Bounds of the lengths of the displacements inside a gap.
struct Distances {
    double low = 0;
    double high = 0;
};
[[nodiscard]] inline Distances distances(const Gap& gap) {
    double near = 0;
    double far = 0;
    for (std::size_t axis = 0; axis < gap.low.size(); ++axis) {
        const double closest = std::max({gap.low[axis], -gap.high[axis], 0.0});
        const double farthest = std::max(std::fabs(gap.low[axis]), std::fabs(gap.high[axis]));
        near += closest * closest;
        far += farthest * farthest;
    }
    return {std::sqrt(near), std::sqrt(far)};
}

/// Returns bounds of all displacements that occur in an extent.
[[nodiscard]] inline Gap whole_gap(const Extent& extent) {
    Gap all;
    for (std::size_t axis = 0; axis < extent.dims; ++axis) {
        all.high[axis] = extent.size[axis] * (extent.periodic ? 0.5 : 1.0);
        all.low[axis] = -all.high[axis];
    }
    return all;
}

}  // namespace callosum
