#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/base/random.hpp"
#include "network/space/curve_tree.hpp"
#include "network/space/sorted_places.hpp"

namespace callosum {

/// Neurons that follow each other along the curve, coordinates by axis.
struct PlacedRun {
    std::uint64_t first = 0;  ///< place of the first along the curve
    std::uint32_t n = 0;
    /// Index of each in the population; nullptr where that is its place along the curve.
    const std::uint32_t* index = nullptr;
    std::array<const double*, 3> at{};
    [[nodiscard]] std::uint32_t index_of(std::uint32_t i) const {
        return index != nullptr ? index[i] : static_cast<std::uint32_t>(first) + i;
    }
};

/// Where the neurons of one population are; the same for whoever asks, and without having all of
/// them. The extent is cut into cells along Hilbert's curve. With `free` placement, how many neurons
/// a cell holds is drawn down a binary tree whose nodes have keys of their own (each half of a piece of the
/// curve gets a binomial share), and a neuron's place in its cell is keyed by its index: the set of
/// positions is exactly uniform, and sorted by cell along the curve. What was asked for stays in
/// pages of 256 or 512 leaves; nothing has the size of the population. Grids and tables are sorted, once
/// for all that share the positions (`SortedPlaces`). One object per thread.
class Places {
  public:
    Places(std::uint64_t seed, std::size_t population, const Positions& positions,
           std::uint64_t size);
    Places(const Places&) = delete;  // the tree refers to the generator
    Places& operator=(const Places&) = delete;

    [[nodiscard]] const Extent& extent() const { return positions_.extent; }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// The finest cells: 2^leaf_level along each axis.
    [[nodiscard]] int leaf_level() const { return level_; }
    /// Does the index follow the curve?
    [[nodiscard]] bool along_curve() const { return positions_.kind == Placement::free; }

    /// Position of a neuron by its index in the population.
    [[nodiscard]] Point at(std::uint64_t index) const;

    /// Number of neurons before cell `cell` of level `level` <= leaf_level(); all of them for the
    /// number of cells. With `free` placement this is an index: cells [a, b) hold the neurons
    /// [before(a), before(b)).
    [[nodiscard]] std::uint64_t before(std::uint64_t cell, int level) const;
    /// The same for a position along the curve, of 2^64 that it has in all: rounded up to a leaf.
    [[nodiscard]] std::uint64_t before_curve(std::uint64_t position) const;
    /// Number of the leaf that holds the neuron at a place along the curve, and where it starts.
    [[nodiscard]] std::uint64_t leaf_of(std::uint64_t place) const;
    [[nodiscard]] std::uint64_t curve_of(std::uint64_t place) const;
    /// Place of a neuron along the curve: its index with `free` placement.
    [[nodiscard]] std::uint64_t place_of(std::uint64_t index) const;

    /// The neurons at the places [first, first + n), which must lie in one leaf's page.
    [[nodiscard]] PlacedRun run(std::uint64_t first, std::uint32_t n) const;
    [[nodiscard]] Box box_of(std::uint64_t cell, int level) const;

    /// Pages: groups of leaves of which none is kept in part.
    [[nodiscard]] int page_level() const { return page_level_; }
    /// Forgets pages if there are many; runs handed out before are gone then.
    void trim() const;
    /// Memory of this object's own.
    [[nodiscard]] std::size_t bytes() const;

  private:
    struct Leaves {
        std::uint64_t first = 0;            ///< place of the page's first neuron
        std::vector<std::uint32_t> starts;  ///< of its leaves, from `first`; one more at the end
    };
    struct Page {
        std::uint64_t first = 0;  ///< place of its first neuron
        std::array<std::vector<double>, 3> at;
    };
    /// Gone with the next that is asked for.
    [[nodiscard]] const Leaves& leaves(std::uint64_t page) const;
    [[nodiscard]] const Page& page(std::uint64_t number) const;
    void place(Page& page, const Leaves& leaves, std::uint64_t number) const;
    [[nodiscard]] std::uint64_t page_of(std::uint64_t place) const;

    Positions positions_;
    std::uint64_t size_;
    Ars ars_;
    int level_ = 0;
    int page_level_ = 0;
    CurveTree tree_;  ///< free: down to the pages
    mutable std::unordered_map<std::uint64_t, Leaves> leaves_;
    mutable const Leaves* last_leaves_ = nullptr;  ///< asked for last
    mutable std::uint64_t last_leaves_number_ = 0;
    mutable std::unordered_map<std::uint64_t, Page> pages_;
    mutable const Page* last_ = nullptr;  ///< asked for last
    mutable std::uint64_t last_number_ = 0;
    /// Grids and tables: sorted along the curve; shared with all objects for the same positions.
    std::shared_ptr<const SortedPlaces> sorted_;
};

}  // namespace callosum
