#pragma once

#include <cstdint>
#include <vector>

#include "network/partition/cut.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// A network in pieces (runs of neurons of one population), and the synapses between them.
struct PieceGraph {
    struct Piece {
        std::size_t population = 0;
        std::uint64_t first = 0, last = 0;
        double cost = 0;  ///< of all its neurons, ns in a step
        double rate = 0;  ///< of one neuron, spikes/s
        [[nodiscard]] std::uint64_t size() const { return last - first; }
    };
    struct Link {
        std::uint32_t source = 0, target = 0;  ///< indices of pieces
        double synapses = 0;                   ///< expected number; counted where a list has them
    };
    std::vector<Piece> pieces;  ///< by population, ascending
    std::vector<Link> links;    ///< one for each pair of pieces, by source
};

/// Largest number of pieces of a graph: it bounds time and memory of the partitioner.
inline constexpr std::uint64_t max_pieces = 4096;
/// Cuts the populations into about 16 pieces for each part, enough to balance `n_parts` of them.
/// `costs` has the cost of a neuron of each population. Collective where the question names ranks.
[[nodiscard]] PieceGraph make_pieces(const PartitionQuestion& question,
                                     const std::vector<double>& costs, std::uint64_t n_parts);

/// Returns the part of each piece, in parts of equal cost (within 3 %) with few spikes between
/// them, by Scotch (F. Pellegrini and J. Roman 1996). The result is the same on all ranks; no
/// threads are used.
[[nodiscard]] std::vector<std::uint32_t> cut_graph(const PieceGraph& graph, std::uint64_t n_parts);

/// Returns the copies of spikes that parts send to others in a second, if synapses are spread
/// evenly over each pair of pieces: one copy for each spike and part that has a target of it.
/// `part` is the part of each piece.
[[nodiscard]] double expected_copies(const PieceGraph& graph,
                                     const std::vector<std::uint32_t>& part);
/// Returns the copies of spikes where each part has an n-th of every piece.
[[nodiscard]] double expected_copies_evenly(const PieceGraph& graph, std::uint64_t n_parts);

/// Returns the largest cost of a part divided by the mean.
[[nodiscard]] double cost_balance(const PieceGraph& graph, const std::vector<std::uint32_t>& part,
                                  std::uint64_t n_parts);

}  // namespace callosum
