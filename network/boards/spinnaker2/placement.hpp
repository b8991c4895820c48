#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "network/boards/board.hpp"
#include "network/boards/spinnaker2/slices.hpp"
#include "network/boards/topology.hpp"

namespace callosum::spinnaker2 {

/// Chip of each slice.
using Placement = std::vector<std::uint32_t>;

/// Cost of placements of one set of slices. Spike-hops are the spikes of a slice in a biological
/// second times the links of its multicast tree, summed over slices. Not thread-safe: it reuses
/// scratch memory.
class PlacementCost {
  public:
    PlacementCost(const SliceGraph& graph, const Topology& topology)
        : graph_(graph), topology_(topology), mark_(topology.n_chips(), 0) {}

    [[nodiscard]] double spike_hops(const Placement& placement) const;
    /// Returns the number of links of the shortest-path tree from a chip to others.
    [[nodiscard]] std::uint64_t tree_links(std::uint32_t from,
                                           std::span<const std::uint32_t> to) const;
    [[nodiscard]] const SliceGraph& graph() const { return graph_; }
    [[nodiscard]] const Topology& topology() const { return topology_; }

  private:
    const SliceGraph& graph_;
    const Topology& topology_;
    mutable std::vector<std::uint32_t> mark_;
    mutable std::uint32_t round_ = 0;
    mutable std::vector<std::uint32_t> chips_;
};

/// Fills chips in one order with slices in another. The cores of a chip and, where limited, its row
/// memory are never exceeded; the result is empty if the board is too small.
[[nodiscard]] Placement fill_chips(const Board& board, const Slices& slices,
                                   std::span<const std::uint32_t> slice_order,
                                   std::span<const std::uint32_t> chip_order);

/// Moves everything that a chip runs to another chip, or exchanges two chips, while that lowers the
/// spike-hops. Deterministic: ends when nothing helps or after a fixed amount of work.
void refine_chips(const Board& board, const PlacementCost& cost, Placement& placement);

/// Moves and swaps slices between chips while that lowers the spike-hops. Deterministic: ends when
/// nothing helps or after a fixed amount of work.
void refine(const Board& board, const Slices& slices, const PlacementCost& cost,
            Placement& placement);

}  // namespace callosum::spinnaker2
