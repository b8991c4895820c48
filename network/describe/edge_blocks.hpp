#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "network/describe/edge_list.hpp"

namespace callosum {

/// Numbers of a block of edges in as few bytes as keep them exactly.
class PackedReals {
  public:
    explicit PackedReals(std::span<const double> values);
    [[nodiscard]] double operator[](std::size_t i) const {
        return singles_.empty() ? doubles_[doubles_.size() == 1 ? 0 : i]
                                : static_cast<double>(singles_[i]);
    }

  private:
    std::vector<float> singles_;   ///< if all are exact in single precision
    std::vector<double> doubles_;  ///< else; one where all are equal
};

/// Edges in memory in the order in which they came, 8 to 24 bytes each, in blocks that can be taken out
/// one after the other: the share of a list that a rank holds until it has been built. Indices are below 2^32.
class EdgeBlocks {
  public:
    static constexpr std::size_t block_size = std::size_t{1} << 16;

    void add(std::span<const Edge> edges);
    /// Puts the edges of another behind these.
    void append(EdgeBlocks&& later);
    [[nodiscard]] std::uint64_t size() const { return n_ + waiting_.size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    /// Hands out the sources and targets of all edges.
    void visit_ends(
        const std::function<void(std::span<const std::uint32_t> sources,
                                 std::span<const std::uint32_t> targets)>& visitor) const;
    /// Takes the first block out and frees its memory; at most block_size edges, none at the end.
    [[nodiscard]] std::vector<Edge> take_block();

  private:
    struct Block {
        std::vector<std::uint32_t> sources, targets;
        PackedReals weights, delays;
    };
    void pack();

    std::deque<Block> blocks_;
    std::vector<Edge> waiting_;  ///< for the next block
    std::uint64_t n_ = 0;        ///< in blocks
};

/// Parts of lists that this rank has kept when it read them for their bounds.
using HeldEdges = std::map<const EdgeList*, EdgeBlocks>;

}  // namespace callosum
