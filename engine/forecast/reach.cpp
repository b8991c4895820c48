#include "engine/forecast/reach.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace callosum {
namespace {

double volume(const Extent& extent) {
    double all = 1;
    for (std::size_t axis = 0; axis < extent.dims; ++axis) { all *= extent.size[axis]; }
    return all;
}

/// Returns the area or volume within `reach` of a square or cube that is `part` of the extent, over
/// that of the extent.
double widened(const Extent& extent, double part, double reach) {
    constexpr double pi = std::numbers::pi;
    const double all = volume(extent);
    if (extent.dims == 2) {
        const double side = std::sqrt(part * all);
        return (side * side + 4 * side * reach + pi * reach * reach) / all;
    }
    const double side = std::cbrt(part * all);
    return (side * side * side + 6 * side * side * reach + 3 * pi * side * reach * reach +
            4.0 / 3 * pi * reach * reach * reach) /
           all;
}

/// Returns the number of neurons in each connected region; threads of a rank have neighbouring
/// ranges.
std::vector<double> patches(const std::vector<NeuronRange>& ranges, std::size_t population) {
    std::vector<NeuronRange> of_population;
    for (const auto& range : ranges) {
        if (range.population == population) { of_population.push_back(range); }
    }
    std::sort(of_population.begin(), of_population.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<double> sizes;
    for (std::size_t i = 0; i < of_population.size(); ++i) {
        if (i == 0 || of_population[i].first != of_population[i - 1].last) { sizes.push_back(0); }
        sizes.back() += static_cast<double>(of_population[i].size());
    }
    return sizes;
}

}  // namespace

double part_within_reach(const Description& description, std::size_t projection,
                         const std::vector<NeuronRange>& ranges) {
    const auto& described = description.projections[projection];
    const auto& target = description.populations[described.target];
    if (!described.rule.space || !described.rule.space->mask || !target.positions) { return 1; }
    const double reach = described.rule.space->mask->farthest();
    double part = 0;
    for (const auto size : patches(ranges, described.target)) {
        part += widened(target.positions->extent, size / static_cast<double>(target.size), reach);
        if (part >= 1) { return 1; }
    }
    return part == 0 ? 1 : part;
}

double ranks_within_reach(const Description& description, const std::vector<NeuronRange>& ranges,
                          int n_ranks) {
    const double others = n_ranks - 1;
    double most = 0;
    for (std::size_t p = 0; p < description.projections.size(); ++p) {
        const auto& projection = description.projections[p];
        const auto& target = description.populations[projection.target];
        std::uint64_t local = 0;
        for (const auto& range : ranges) {
            if (range.population == projection.target) { local += range.size(); }
        }
        if (local == 0) { continue; }
        if (part_within_reach(description, p, ranges) >= 1) { return others; }
        // A rank counts as reached if half of its region is, so the reach is measured to its
        // middle.
        const auto& extent = target.positions->extent;
        const double part = static_cast<double>(local) / static_cast<double>(target.size);
        const double side = std::pow(part * volume(extent), 1.0 / static_cast<double>(extent.dims));
        const double reach = projection.rule.space->mask->farthest() + 0.5 * side;
        most = std::max(most, widened(extent, part, reach) * n_ranks);
    }
    return std::min(others, most);
}

std::vector<Stretch> stretches(const Description& description, std::size_t population,
                               const std::vector<double>& part, const std::vector<bool>& wanted) {
    std::vector<std::uint64_t> ends;
    std::vector<std::size_t> here;
    for (std::size_t p = 0; p < description.projections.size(); ++p) {
        const auto& projection = description.projections[p];
        if (projection.source != population || !wanted[p]) { continue; }
        here.push_back(p);
        ends.push_back(projection.source_slice.first);
        ends.push_back(projection.source_slice.last);
    }
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    // Projections that reach least come first, so that sources form shells around the neurons at
    // hand.
    std::stable_sort(here.begin(), here.end(),
                     [&](std::size_t a, std::size_t b) { return part[a] < part[b]; });
    std::vector<Stretch> found;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        std::vector<std::size_t> all;
        for (const auto p : here) {
            const auto& slice = description.projections[p].source_slice;
            if (slice.first <= ends[i] && slice.last >= ends[i + 1]) { all.push_back(p); }
        }
        const auto size = static_cast<double>(ends[i + 1] - ends[i]);
        double inner = 0;
        for (std::size_t k = 0; k < all.size(); ++k) {
            if (part[all[k]] == inner) { continue; }
            found.push_back({size * (part[all[k]] - inner),
                             {all.begin() + static_cast<std::ptrdiff_t>(k), all.end()}});
            inner = part[all[k]];
        }
    }
    return found;
}

}  // namespace callosum
