#pragma once

#include <cstdint>
#include <vector>

#include "network/partition/cut.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// A network in pieces: runs of neurons of one population, and how much they talk to each other.
struct PieceGraph {
    struct Piece {
        std::size_t population = 0;
        std::uint64_t first = 0, last = 0;
        double cost = 0;  ///< of all its neurons
        double rate = 0;  ///< spikes/s of one of them
        [[nodiscard]] std::uint64_t size() const { return last - first; }
    };
    struct Link {
        std::uint32_t source = 0, target = 0;  ///< pieces
        double synapses = 0;                   ///< expected; counted where a list has them
    };
    std::vector<Piece> pieces;  ///< by population, ascending
    std::vector<Link> links;    ///< each pair once
};

/// Enough pieces to balance `n_parts` of them; no more than this in all. Collective where the question names
/// ranks.
inline constexpr std::uint64_t most_pieces = 4096;
[[nodiscard]] PieceGraph make_pieces(const PartitionQuestion& question,
                                     const std::vector<double>& costs, std::uint64_t n_parts);

/// Parts of equal cost (within 3 %) with few spikes between them, by Scotch (F. Pellegrini and J. Roman
/// 1996): for each piece its part. The same on all ranks, without threads.
[[nodiscard]] std::vector<std::uint32_t> cut_graph(const PieceGraph& graph, std::uint64_t n_parts);

/// Copies of spikes in a second that parts send to others, if synapses are spread evenly over each pair
/// of pieces: one for each spike and part that has a target of it. `part`: of each piece.
[[nodiscard]] double expected_copies(const PieceGraph& graph,
                                     const std::vector<std::uint32_t>& part);
/// The same where each part has an n-th of every piece.
[[nodiscard]] double expected_copies_evenly(const PieceGraph& graph, std::uint64_t n_parts);

/// Most of a part's cost over the mean.
[[nodiscard]] double cost_balance(const PieceGraph& graph, const std::vector<std::uint32_t>& part,
                                  std::uint64_t n_parts);

}  // namespace callosum
