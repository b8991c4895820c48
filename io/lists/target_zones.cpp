#include "io/lists/target_zones.hpp"

#include <algorithm>
#include <limits>

namespace callosum {

TargetZones::TargetZones(std::uint64_t n_rows) : n_rows_(n_rows) {
    constexpr std::uint64_t most_zones = std::uint64_t{1} << 16;
    constexpr std::uint64_t shortest = 64, longest = std::uint64_t{1} << 16;
    rows_per_zone_ = std::clamp((n_rows + most_zones - 1) / most_zones, shortest, longest);
    const std::uint64_t n_zones = (n_rows + rows_per_zone_ - 1) / rows_per_zone_;
    low_.assign(n_zones, std::numeric_limits<std::uint64_t>::max());
    high_.assign(n_zones, 0);
}

void TargetZones::add(std::span<const Edge> edges, std::uint64_t first_row) {
    for (std::size_t i = 0; i < edges.size();) {
        const std::uint64_t zone = (first_row + i) / rows_per_zone_;
        const std::uint64_t end =
            std::min<std::uint64_t>(edges.size(), (zone + 1) * rows_per_zone_ - first_row);
        for (; i < end; ++i) {
            low_[zone] = std::min(low_[zone], edges[i].target);
            high_[zone] = std::max(high_[zone], edges[i].target + 1);
        }
    }
}

void TargetZones::combine(const Ranks& ranks) {
    ranks.reduce(std::span<std::uint64_t>(low_), Ranks::Reduce::min);
    ranks.reduce(std::span<std::uint64_t>(high_), Ranks::Reduce::max);
}

std::uint64_t TargetZones::first_row(std::uint64_t zone) const {
    return std::min(n_rows_, zone * rows_per_zone_);
}

Slice TargetZones::part(std::uint64_t part, std::uint64_t n_parts) const {
    return {first_row(low_.size() * part / n_parts), first_row(low_.size() * (part + 1) / n_parts)};
}

std::vector<Slice> TargetZones::rows_onto(Slice targets) const {
    std::vector<Slice> rows;
    if (targets.first >= targets.last) { return rows; }
    for (std::uint64_t zone = 0; zone < low_.size(); ++zone) {
        if (low_[zone] >= targets.last || high_[zone] <= targets.first) { continue; }
        if (rows.empty() || rows.back().last != first_row(zone)) {
            rows.push_back({first_row(zone), 0});
        }
        rows.back().last = first_row(zone + 1);
    }
    return rows;
}

}  // namespace callosum
