#include "network/space/blocks.hpp"

#include <algorithm>

namespace callosum {

std::uint64_t Blocks::cell_at(std::uint64_t place) const {
    const auto finer = static_cast<std::size_t>(places_.leaf_level() - level_);
    return places_.leaf_of(place) >> (places_.extent().dims * finer);
}

Slice Blocks::cells_between(Slice indices) const {
    // A population as a whole has all cells, whatever the order of its indices.
    if (indices.size() == places_.size()) {
        return {0, std::uint64_t{1} << (places_.extent().dims * static_cast<std::size_t>(level_))};
    }
    return {cell_at(indices.first), cell_at(indices.last - 1) + 1};
}

std::vector<std::uint64_t> Blocks::cells_of(Slice indices) const {
    std::vector<std::uint64_t> cells;
    for (std::uint64_t index = indices.first; index < indices.last; ++index) {
        cells.push_back(cell_at(places_.place_of(index)));
    }
    std::sort(cells.begin(), cells.end());
    cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
    return cells;
}

void Blocks::append(std::uint64_t cell, std::vector<PlacedBlock>& out) const {
    const std::uint64_t last = places_.before(cell + 1, level_);
    const Box box = places_.box_of(cell, level_);
    for (std::uint64_t first = places_.before(cell, level_); first < last;
         first += PlacedBlock::most) {
        const auto n =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(last - first, PlacedBlock::most));
        out.push_back({places_.run(first, n), box});
    }
}

}  // namespace callosum
