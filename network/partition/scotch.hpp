#pragma once

#include <cstdint>
#include <vector>

namespace callosum {

/// Undirected graph. The neighbours of vertex i are neighbours[begin[i] .. begin[i + 1]); each edge
/// is listed at both its ends, with one weight.
struct WeightedGraph {
    std::vector<std::int32_t> begin;
    std::vector<std::int32_t> costs;  ///< of each vertex, at least 1
    std::vector<std::int32_t> neighbours, weights;
};

/// Returns the part of each vertex, in parts of equal cost with little weight between them, by
/// Scotch (F. Pellegrini and J. Roman 1996). Deterministic, without threads. `thorough` takes
/// longer and cuts less; `imbalance` is the fraction by which a cost may exceed the mean. Throws
/// Error where Scotch fails.
[[nodiscard]] std::vector<std::uint32_t> cut_with_scotch(const WeightedGraph& graph,
                                                         std::uint64_t n_parts, double imbalance,
                                                         bool thorough);

}  // namespace callosum
