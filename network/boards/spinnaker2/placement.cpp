#include "network/boards/spinnaker2/placement.hpp"

#include <algorithm>

namespace callosum::spinnaker2 {

std::uint64_t PlacementCost::tree_links(std::uint32_t from,
                                        std::span<const std::uint32_t> to) const {
    ++round_;
    mark_[from] = round_;
    std::uint64_t links = 0;
    for (auto chip : to) {
        // A path ends where it meets the tree, so every link counts once.
        for (; mark_[chip] != round_; chip = topology_.before(from, chip)) {
            mark_[chip] = round_;
            ++links;
        }
    }
    return links;
}

double PlacementCost::spike_hops(const Placement& placement) const {
    double hops = 0;
    for (std::size_t s = 0; s + 1 < graph_.begin.size(); ++s) {
        chips_.clear();
        for (auto i = graph_.begin[s]; i < graph_.begin[s + 1]; ++i) {
            const auto chip = placement[graph_.target[i]];
            if (chips_.empty() || chips_.back() != chip) { chips_.push_back(chip); }
        }
        hops += graph_.rate[s] * static_cast<double>(tree_links(placement[s], chips_));
    }
    return hops;
}

Placement fill_chips(const Board& board, const Slices& slices,
                     std::span<const std::uint32_t> slice_order,
                     std::span<const std::uint32_t> chip_order) {
    const double memory = board.limit("chip_row_memory_bytes");
    Placement placement(slices.size());
    std::size_t c = 0;
    std::uint32_t cores = 0;
    double rows = 0;
    for (const auto slice : slice_order) {
        const auto full = [&] {
            return cores >= board.chips[chip_order[c]].cores ||
                   (memory > 0 && rows + slices.row_bytes[slice] > memory);
        };
        while (full()) {
            if (++c == chip_order.size()) { return {}; }
            cores = 0;
            rows = 0;
        }
        placement[slice] = chip_order[c];
        ++cores;
        rows += slices.row_bytes[slice];
    }
    return placement;
}

}  // namespace callosum::spinnaker2
