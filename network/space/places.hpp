#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/base/random.hpp"
#include "network/space/curve_tree.hpp"
#include "network/space/sorted_places.hpp"

namespace callosum {

/// Neurons in successive places along the curve, with coordinates by axis.
struct PlacedRun {
    std::uint64_t first = 0;  ///< place of the first neuron along the curve
    std::uint32_t n = 0;
    /// Index of each neuron in the population; nullptr where it is the place along the curve.
    const std::uint32_t* index = nullptr;
    std::array<const double*, 3> at{};
    [[nodiscard]] std::uint32_t index_of(std::uint32_t i) const {
        return index != nullptr ? index[i] : static_cast<std::uint32_t>(first) + i;
    }
};

/// Positions of the neurons of one population: the same for whoever asks, and without computing all
/// of them. The extent is cut into cells along Hilbert's curve. With `free` placement the number of
/// neurons in a cell is drawn down a binary tree whose nodes have their own keys (each half of a
/// piece of the curve gets a binomial share), and the position within a cell is keyed by the
/// neuron's index. The set of positions is thus exactly uniform, and sorted by cell along the
/// curve. Computed positions are cached in pages of 256 or 512 leaves, so nothing grows with the
/// population. Grids and tables are sorted once for all objects that share the positions
/// (`SortedPlaces`). Not thread-safe: one object per thread.
class Places {
  public:
    Places(std::uint64_t seed, std::size_t population, const Positions& positions,
           std::uint64_t size);
    Places(const Places&) = delete;  // the tree refers to the generator
    Places& operator=(const Places&) = delete;

    [[nodiscard]] const Extent& extent() const { return positions_.extent; }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// Returns the level of the finest cells, of which there are 2^leaf_level along each axis.
    [[nodiscard]] int leaf_level() const { return level_; }
    /// Whether indices follow the curve.
    [[nodiscard]] bool along_curve() const { return positions_.along_curve(); }

    /// Returns the position of a neuron, given its index in the population.
    [[nodiscard]] Point at(std::uint64_t index) const;

    /// Returns the number of neurons before cell `cell` of level `level` <= leaf_level(), or the
    /// size if `cell` is the number of cells. With `free` placement this is an index: cells [a, b)
    /// hold the neurons [before(a), before(b)).
    [[nodiscard]] std::uint64_t before(std::uint64_t cell, int level) const;
    /// Returns the number of neurons before a position along the curve, which is 2^64 long; rounded
    /// up to a leaf.
    [[nodiscard]] std::uint64_t before_curve(std::uint64_t position) const;
    /// Returns the number of the leaf that holds the neuron at a place along the curve.
    [[nodiscard]] std::uint64_t leaf_of(std::uint64_t place) const;
    /// Returns the position along the curve at which the leaf of the neuron at `place` starts, of
    /// 2^64 in all.
    [[nodiscard]] std::uint64_t curve_of(std::uint64_t place) const;
    /// Returns the place of a neuron along the curve, which is its index with `free` placement.
    [[nodiscard]] std::uint64_t place_of(std::uint64_t index) const;

    /// Returns the neurons at the places [first, first + n), which must lie in one leaf's page.
    /// Valid until `trim`.
    [[nodiscard]] PlacedRun run(std::uint64_t first, std::uint32_t n) const;
    [[nodiscard]] Box box_of(std::uint64_t cell, int level) const;

    /// Returns the level of the pages: groups of leaves that are kept or forgotten as a whole.
    [[nodiscard]] int page_level() const { return page_level_; }
    /// Forgets pages if there are many, which invalidates the runs handed out before.
    void trim() const;
    /// Returns the memory of this object, without that of shared tables.
    [[nodiscard]] std::size_t bytes() const;

  private:
    struct Leaves {
        std::uint64_t first = 0;  ///< place of the page's first neuron
        std::vector<std::uint32_t>
            starts;  ///< first neuron of each leaf, from `first`; and the end
    };
    struct Page {
        std::uint64_t first = 0;  ///< place of the page's first neuron
        std::array<std::vector<double>, 3> at;
    };
    /// Returns the leaves of a page; the reference is valid until the next call.
    [[nodiscard]] const Leaves& leaves(std::uint64_t page) const;
    [[nodiscard]] const Page& page(std::uint64_t number) const;
    void place(Page& page, const Leaves& leaves, std::uint64_t number) const;
    [[nodiscard]] std::uint64_t page_of(std::uint64_t place) const;

    Positions positions_;
    std::uint64_t size_;
    Ars ars_;
    int level_ = 0;
    int page_level_ = 0;
    CurveTree tree_;  ///< free placement: goes down to the pages
    mutable std::unordered_map<std::uint64_t, Leaves> leaves_;
    mutable const Leaves* last_leaves_ = nullptr;  ///< entry that was asked for last
    mutable std::uint64_t last_leaves_number_ = 0;
    mutable std::unordered_map<std::uint64_t, Page> pages_;
    mutable const Page* last_ = nullptr;  ///< entry that was asked for last
    mutable std::uint64_t last_number_ = 0;
    /// Grids and tables sorted along the curve; shared with all objects for the same positions.
    std::shared_ptr<const SortedPlaces> sorted_;
};

}  // namespace callosum
