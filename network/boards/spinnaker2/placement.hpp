#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "network/boards/board.hpp"
#include "network/boards/spinnaker2/slices.hpp"
#include "network/boards/topology.hpp"

namespace callosum::spinnaker2 {

/// The chip of each slice.
using Placement = std::vector<std::uint32_t>;

/// What placements of one set of slices are judged by. Spike-hops: spikes of a slice in a biological second
/// x links of its multicast tree, summed.
class PlacementCost {
  public:
    PlacementCost(const SliceGraph& graph, const Topology& topology)
        : graph_(graph), topology_(topology), mark_(topology.n_chips(), 0) {}

    [[nodiscard]] double spike_hops(const Placement& placement) const;
    /// Links of the shortest-path tree from a chip to others.
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

/// Fills chips one after the other, in an order of chips, with slices in an order of slices. Cores of a
/// chip and, where limited, the row memory of a chip are never exceeded; empty if the board is too small.
[[nodiscard]] Placement fill_chips(const Board& board, const Slices& slices,
                                   std::span<const std::uint32_t> slice_order,
                                   std::span<const std::uint32_t> chip_order);

/// Moves all that a chip runs to another chip, or lets two change places, while that lowers the spike-hops.
/// Deterministic, as `refine`.
void refine_chips(const Board& board, const PlacementCost& cost, Placement& placement);

/// Moves and swaps slices between chips while that lowers the spike-hops. Deterministic: ends when nothing
/// helps or after a fixed amount of work.
void refine(const Board& board, const Slices& slices, const PlacementCost& cost,
            Placement& placement);

}  // namespace callosum::spinnaker2
