#pragma once

#include <cstdint>
#include <vector>

namespace callosum {

/// An undirected graph: the neighbours of vertex i are neighbours[begin[i] .. begin[i + 1]); each edge stands
/// at both its ends, with one weight.
struct WeightedGraph {
    std::vector<std::int32_t> begin;
    std::vector<std::int32_t> costs;  ///< by vertex, at least 1
    std::vector<std::int32_t> neighbours, weights;
};

/// Parts of equal cost with little weight between them, by Scotch (F. Pellegrini and J. Roman 1996): the
/// part of each vertex. Deterministic, without threads. `thorough` takes longer and cuts less; `imbalance` is
/// the part by which a cost may exceed the mean. Throws Error where Scotch fails.
[[nodiscard]] std::vector<std::uint32_t> cut_with_scotch(const WeightedGraph& graph,
                                                         std::uint64_t n_parts, double imbalance,
                                                         bool thorough);

}  // namespace callosum
