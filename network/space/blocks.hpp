#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/slice.hpp"
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

    /// All blocks that hold any of the indices, along the curve. `wanted(box)` may leave out what is far
    /// away; it is asked for cells, and before for the larger cells that they lie in, down from the
    /// whole extent: the cost is that of the blocks wanted. Of grids and files, slices that are
    /// not the whole population cost as much as they are long.
    template <class Wanted>
    void collect(Slice indices, const Wanted& wanted, std::vector<PlacedBlock>& out) const {
        if (indices.first >= indices.last) { return; }
        if (!cells_known(indices)) {
            for (const std::uint64_t cell : cells_of(indices)) {
                if (wanted(places_.box_of(cell, level_))) { append(cell, out); }
            }
            return;
        }
        descend(0, 0, cells_between(indices), [&](std::uint64_t cell, int level) {
            if (!wanted(places_.box_of(cell, level))) { return false; }
            if (level == level_) { append(cell, out); }
            return true;
        });
    }

    /// The first neuron at or after index `first` that lies in a wanted cell, or a little before it; the
    /// population's size if there is none. Where the index does not follow the curve that is `first`.
    template <class Wanted>
    [[nodiscard]] std::uint64_t next(std::uint64_t first, const Wanted& wanted) const {
        if (!places_.along_curve() || first >= places_.size()) { return first; }
        std::uint64_t found = places_.size();
        descend(0, 0, cells_between({first, places_.size()}), [&](std::uint64_t cell, int level) {
            if (found != places_.size() || !wanted(places_.box_of(cell, level))) { return false; }
            if (level == level_ && places_.before(cell + 1, level) > first) {
                found = std::max(first, places_.before(cell, level));
            }
            return true;
        });
        return found;
    }

  private:
    /// From a cell down to those of level_ inside `range`, along the curve, as long as visit(cell, level).
    template <class Visit>
    void descend(std::uint64_t cell, int level, Slice range, const Visit& visit) const {
        const std::size_t dims = places_.extent().dims;
        const std::size_t bits = dims * static_cast<std::size_t>(level_ - level);
        if (cell << bits >= range.last || (cell + 1) << bits <= range.first) { return; }
        if (!visit(cell, level) || level == level_) { return; }
        for (std::uint64_t part = cell << dims; part < (cell + 1) << dims; ++part) {
            descend(part, level + 1, range, visit);
        }
    }
    /// Are the cells of these indices an interval?
    [[nodiscard]] bool cells_known(Slice indices) const {
        return places_.along_curve() || indices.size() == places_.size();
    }
    [[nodiscard]] Slice cells_between(Slice indices) const;
    /// Cell that holds the neuron at a place along the curve.
    [[nodiscard]] std::uint64_t cell_at(std::uint64_t place) const;
    [[nodiscard]] std::vector<std::uint64_t> cells_of(Slice indices) const;
    void append(std::uint64_t cell, std::vector<PlacedBlock>& out) const;

    const Places& places_;
    int level_;
};

}  // namespace callosum
