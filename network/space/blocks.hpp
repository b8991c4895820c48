#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/slice.hpp"
#include "network/space/places.hpp"

namespace callosum {

/// Block of up to `most` neurons of one cell, so that a wanted box bounds the distance of all of
/// them.
struct PlacedBlock {
    static constexpr std::uint32_t most = 256;
    PlacedRun run;
    Box box;
};

/// A population cut into blocks by the cells of one level, which may be any from the pages' level
/// to the leaves'.
class Blocks {
  public:
    Blocks(const Places& places, int level) : places_(places), level_(level) {}

    /// Appends all blocks that hold any of the indices, in the order of the curve. `wanted(box)`
    /// may reject boxes that are too far away; it is asked for a cell only after all larger cells
    /// around it were wanted, so the cost is that of the blocks wanted. For grids and tables, a
    /// slice that is not the whole population costs as much as it is long.
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

    /// Returns the first neuron at or after index `first` that lies in a wanted cell, or one a
    /// little before it; the size of the population if there is none. Where indices do not follow
    /// the curve, the result is `first`.
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
    /// Descends from a cell to those of level_ inside `range`, in the order of the curve, as long
    /// as visit(cell, level) returns true.
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
    /// Whether the cells of these indices form an interval of the curve.
    [[nodiscard]] bool cells_known(Slice indices) const {
        return places_.along_curve() || indices.size() == places_.size();
    }
    [[nodiscard]] Slice cells_between(Slice indices) const;
    /// Returns the cell that holds the neuron at a place along the curve.
    [[nodiscard]] std::uint64_t cell_at(std::uint64_t place) const;
    /// Returns the cells of the indices one by one, sorted: for grids and tables, whose order is
    /// not the curve's.
    [[nodiscard]] std::vector<std::uint64_t> cells_of(Slice indices) const;
    void append(std::uint64_t cell, std::vector<PlacedBlock>& out) const;

    const Places& places_;
    int level_;
};

}  // namespace callosum
