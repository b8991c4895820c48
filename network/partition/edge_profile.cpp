#include "network/partition/edge_profile.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "network/space/curve.hpp"
#include "network/space/kernel_sum.hpp"
#include "network/space/means.hpp"

namespace callosum {
namespace {

bool is_inside(const Extent& extent, const Point& at) {
    for (std::size_t axis = 0; axis < extent.dims; ++axis) {
        const double from_low = at[axis] - extent.low[axis];
        if (from_low < 0 || from_low > extent.size[axis]) { return false; }
    }
    return true;
}

/// Returns midpoints of a grid over the displacements that can occur.
std::vector<Point> displacements(const SpatialRule& rule, const Extent& extent) {
    const Gap gap = reachable(rule, extent);
    const std::size_t n = extent.dims == 2 ? 64 : 20;
    std::vector<Point> all;
    for (std::size_t i = 0; i < (extent.dims == 2 ? n * n : n * n * n); ++i) {
        const std::array<std::size_t, 3> at{i % n, i / n % n, i / (n * n)};
        Point d{};
        for (std::size_t axis = 0; axis < extent.dims; ++axis) {
            d[axis] = gap.low[axis] + (gap.high[axis] - gap.low[axis]) *
                                          (static_cast<double>(at[axis]) + 0.5) /
                                          static_cast<double>(n);
        }
        all.push_back(d);
    }
    return all;
}

}  // namespace

int profile_level(std::size_t dims) { return dims == 2 ? 4 : 3; }

std::vector<double> indegree_profile(const Description& description, const Projection& projection) {
    const auto& source = description.populations[projection.source];
    const auto& target = description.populations[projection.target];
    const bool by_target = projection.rule.kind == RuleKind::fixed_indegree;
    if (!projection.rule.space || by_target || !source.positions || !target.positions ||
        target.positions->extent.periodic) {
        return {};
    }
    const auto& extent = target.positions->extent;
    const auto all = displacements(*projection.rule.space, extent);
    KernelSum kernel(*projection.rule.space);
    const int level = profile_level(extent.dims);
    std::vector<double> profile(std::size_t{1} << (extent.dims * static_cast<std::size_t>(level)));
    for (std::size_t piece = 0; piece < profile.size(); ++piece) {
        const auto cell = curve::cell_of(piece, level, extent.dims);
        for (const auto& d : all) {
            Point from{};  // displacements go from source to target
            for (std::size_t axis = 0; axis < extent.dims; ++axis) {
                const double side = std::ldexp(extent.size[axis], -level);
                from[axis] = extent.low[axis] + (cell[axis] + 0.5) * side - d[axis];
            }
            if (is_inside(extent, from)) { kernel.add(d, 1); }
        }
        profile[piece] = kernel.take();
    }
    const double mean =
        std::accumulate(profile.begin(), profile.end(), 0.0) / static_cast<double>(profile.size());
    if (mean <= 0) { return {}; }
    for (auto& one : profile) { one /= mean; }
    return profile;
}

}  // namespace callosum
