#pragma once

#include <cstdint>
#include <vector>

#include "network/describe/slice.hpp"
#include "network/space/places.hpp"

namespace callosum {

/// Up to `most` neurons of one cell.
struct PlacedBlock {
    static constexpr std::uint32_t most = 256;
    PlacedRun run;
    Box box;
};

/// A population cut into blocks by the cells of one level, from the pages' level to the leaves'.
class Blocks {
  public:
    Blocks(const Places& places, int level) : places_(places), level_(level) {}

    /// All blocks that hold any of the indices. `wanted(box)` may leave out what is far away; it is
    /// asked for cells, and for the larger cells that they lie in.
    template <class Wanted>
    void collect(Slice indices, const Wanted& wanted, std::vector<PlacedBlock>& out) const {
        if (indices.first >= indices.last) { return; }
        if (!places_.along_curve()) {
            for (const std::uint64_t cell : cells_of(indices)) {
                if (wanted(places_.box_of(cell, level_))) { append(cell, out); }
            }
            return;
        }
        const std::uint64_t first = cell_at(indices.first);
        const std::uint64_t last = cell_at(indices.last - 1) + 1;
        const int coarse = std::min(level_, places_.page_level());
        const std::size_t bits = places_.extent().dims * static_cast<std::size_t>(level_ - coarse);
        for (std::uint64_t big = first >> bits; big <= (last - 1) >> bits; ++big) {
            if (!wanted(places_.box_of(big, coarse))) { continue; }
            const std::uint64_t from = std::max(first, big << bits);
            const std::uint64_t to = std::min(last, (big + 1) << bits);
            for (std::uint64_t cell = from; cell < to; ++cell) {
                if (bits == 0 || wanted(places_.box_of(cell, level_))) { append(cell, out); }
            }
        }
    }

  private:
    /// Cell that holds the neuron at a place along the curve.
    [[nodiscard]] std::uint64_t cell_at(std::uint64_t place) const;
    [[nodiscard]] std::vector<std::uint64_t> cells_of(Slice indices) const;
    void append(std::uint64_t cell, std::vector<PlacedBlock>& out) const;

    const Places& places_;
    int level_;
};

}  // namespace callosum
