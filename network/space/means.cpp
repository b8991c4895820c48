#include "network/space/means.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/random.hpp"
#include "network/space/blocks.hpp"
#include "network/space/displacement.hpp"
#include "network/space/kernel_sum.hpp"

namespace callosum {

namespace {

/// Returns the fraction of the places of an extent whose partner at displacement d lies in it too.
double part_that_has(const Extent& extent, const Point& d) {
    double part = 1;
    for (std::size_t axis = 0; axis < extent.dims && !extent.periodic; ++axis) {
        part *= std::max(0.0, 1 - std::fabs(d[axis]) / extent.size[axis]);
    }
    return part;
}

/// Integrates the kernel over the displacements that can occur, by the midpoint rule. With `edges`
/// each one is weighted by how often it occurs among pairs of an open extent; otherwise the result
/// is that of a chooser whose whole mask lies inside.
double integrate(const SpatialRule& rule, const Extent& extent, bool edges) {
    const Gap gap = reachable(rule, extent);
    const std::size_t n = extent.dims == 2 ? 256 : 48;
    Point step{};
    double cell = 1;
    for (std::size_t axis = 0; axis < extent.dims; ++axis) {
        step[axis] = (gap.high[axis] - gap.low[axis]) / static_cast<double>(n);
        cell *= step[axis] / extent.size[axis];
    }
    KernelSum evaluator(rule);
    std::array<std::size_t, 3> at{};
    const std::size_t depth = extent.dims == 2 ? 1 : n;
    for (at[0] = 0; at[0] < n; ++at[0]) {
        for (at[1] = 0; at[1] < n; ++at[1]) {
            for (at[2] = 0; at[2] < depth; ++at[2]) {
                Point d{};
                for (std::size_t axis = 0; axis < extent.dims; ++axis) {
                    d[axis] = gap.low[axis] + step[axis] * (static_cast<double>(at[axis]) + 0.5);
                }
                evaluator.add(d, edges ? cell * part_that_has(extent, d) : cell);
            }
        }
    }
    return evaluator.take();
}

/// Estimates the mean over pairs from 2^16 pairs, drawn with a fixed key so that it is the same
/// everywhere.
double estimated_pair(const SpatialRule& rule, const Placed& chooser, const Placed& partner) {
    constexpr std::uint32_t n = 1U << 16;
    const Extent& extent = chooser.positions.extent;
    const Ars ars(0, Purpose::position, ~0U);
    const auto place_some = [&](const Placed& side, std::uint32_t k, std::uint32_t which) {
        const auto words = ars(k, which, 0, 0);
        const auto index =
            static_cast<std::uint64_t>(unit_interval(words[3]) * static_cast<double>(side.size));
        Point point{};
        if (side.positions.kind == Placement::file) {
            for (std::size_t axis = 0; axis < extent.dims; ++axis) {
                point[axis] = (*side.positions.table)[index * extent.dims + axis];
            }
            return point;
        }
        for (std::size_t axis = 0; axis < extent.dims; ++axis) {
            double part = unit_interval(words[axis]);
            if (side.positions.kind == Placement::grid) {
                const auto shape = static_cast<double>(side.positions.shape[axis]);
                // Points of a grid lie at the centres of its cells.
                part = (std::floor(part * shape) + 0.5) / shape;
            }
            point[axis] = extent.low[axis] + extent.size[axis] * part;
        }
        return point;
    };
    KernelSum evaluator(rule);
    for (std::uint32_t k = 0; k < n; ++k) {
        evaluator.add(displacement(extent, place_some(chooser, k, 0), place_some(partner, k, 1)),
                      1.0 / n);
    }
    return evaluator.take();
}

/// Upper bound of the mean for sources on a grid or in a table: the number of sources in each cell
/// times the kernel's bound there, at the worst cell of a target.
double bounded_most(const SpatialRule& rule, const Placed& source, bool targets_choose) {
    const Extent& extent = source.positions.extent;
    const Places places(0, 0, source.positions, source.size);
    const int level = std::min(places.leaf_level(), extent.dims == 2 ? 4 : 3);
    const std::uint64_t n_cells = std::uint64_t{1} << (extent.dims * static_cast<unsigned>(level));
    double most = 0;
    for (std::uint64_t target_cell = 0; target_cell < n_cells; ++target_cell) {
        double sum = 0;
        for (std::uint64_t cell = 0; cell < n_cells; ++cell) {
            const auto n = places.before(cell + 1, level) - places.before(cell, level);
            if (n == 0) { continue; }
            Box from = places.box_of(cell, level);
            Box to = places.box_of(target_cell, level);
            if (targets_choose) { std::swap(from, to); }
            const Gap between = gap(extent, from, to);
            sum += static_cast<double>(n) * most_of(rule, between);
        }
        most = std::max(most, sum);
    }
    return most / static_cast<double>(source.size);
}

}  // namespace

Gap reachable(const SpatialRule& rule, const Extent& extent) {
    Gap all = whole_gap(extent);
    if (!rule.mask) { return all; }
    const Gap mask_reach = rule.mask->reach();
    for (std::size_t axis = 0; axis < extent.dims; ++axis) {
        all.low[axis] = std::max(all.low[axis], mask_reach.low[axis]);
        all.high[axis] = std::max(all.low[axis], std::min(all.high[axis], mask_reach.high[axis]));
    }
    return all;
}

double largest_distance(const SpatialRule* rule, const Extent& extent) {
    const double all = distances(whole_gap(extent)).high;
    if (rule == nullptr) { return all; }
    const double reach = distances(reachable(*rule, extent)).high;
    return rule->mask ? std::min(reach, rule->mask->farthest()) : reach;
}

double most_of(const SpatialRule& rule, const Gap& gap) {
    if (rule.mask && !rule.mask->touches(gap)) { return 0; }
    Distances range = distances(gap);
    if (rule.mask) {
        range.high = std::max(range.low, std::min(range.high, rule.mask->farthest()));
    }
    const Interval value =
        rule.kernel.bounds({range.low, range.high},
                           {Interval{gap.low[0], gap.high[0]}, Interval{gap.low[1], gap.high[1]},
                            Interval{gap.low[2], gap.high[2]}});
    return std::max(0.0, value.high);
}

KernelMeans kernel_means(const SpatialRule& rule, const Placed& source, const Placed& target,
                         bool targets_choose) {
    const Extent& extent = source.positions.extent;
    KernelMeans means;
    const bool free = source.positions.kind == Placement::free;
    if (free && target.positions.kind == Placement::free) {
        means.pair = integrate(rule, extent, true);
    } else {
        means.pair = targets_choose ? estimated_pair(rule, target, source)
                                    : estimated_pair(rule, source, target);
    }
    // The midpoint rule has an error; a bound must not be too low.
    constexpr double slack = 1.02;
    means.most =
        free ? slack * integrate(rule, extent, false) : bounded_most(rule, source, targets_choose);
    return means;
}

}  // namespace callosum
