#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/ranks.hpp"
#include "network/describe/edge_list.hpp"

namespace callosum {

/// Finds the bounds of a list of which each rank sees a part. Holds 4 bytes for each target between the
/// first and the last that this rank sees: for its share of the targets alone where the list is sorted.
class EdgeBoundsFinder {
  public:
    /// Takes in edges of this rank's part; they must be finite, and targets below 2^32.
    void add(std::span<const Edge> edges);
    /// Bounds over the parts of all ranks. Collective.
    [[nodiscard]] EdgeBounds combine(const Ranks& ranks);

  private:
    void make_room(Slice targets);
    [[nodiscard]] std::uint64_t largest_indegree(const Ranks& ranks, Slice all_targets);

    EdgeBounds found_;  ///< of this rank's part
    std::uint64_t first_counted_ = 0;
    std::vector<std::uint32_t> indegrees_;  ///< of the targets from first_counted_ on
};

}  // namespace callosum
