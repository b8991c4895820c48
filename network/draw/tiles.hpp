#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/base/random.hpp"
#include "network/describe/network.hpp"
#include "network/draw/tile_size.hpp"

namespace callosum {

class Uniforms;

/// Converts indices and counts that are known to fit 32 bits.
[[nodiscard]] constexpr std::uint32_t narrow(std::uint64_t n) {
    return static_cast<std::uint32_t>(n);
}

/// Uses of random numbers within a projection: the upper byte of the counter's last word.
namespace use {
inline constexpr std::uint32_t target_tree = 1;
inline constexpr std::uint32_t source_tree = 2;
inline constexpr std::uint32_t row_count = 3;
inline constexpr std::uint32_t pair_count = 4;
inline constexpr std::uint32_t outdegree_tree = 5;
inline constexpr std::uint32_t synapse =
    1;                                      ///< under Purpose::synapse: all four words of a synapse
inline constexpr std::uint32_t index = 2;   ///< candidates in drawing without replacement
inline constexpr std::uint32_t choice = 3;  ///< choice among all partners that are left
}  // namespace use

/// Cells (pairs of source and target) that a projection may fill. Coordinates count from the start
/// of the projection's slices.
struct Area {
    Slice sources;  ///< range in the population
    Slice targets;
    bool skip_diagonal = false;  ///< a neuron may not project to itself

    Area(const Projection& projection, bool without_autapses)
        : sources(projection.source_slice),
          targets(projection.target_slice),
          skip_diagonal(without_autapses && projection.source == projection.target) {}

    [[nodiscard]] std::uint64_t n_sources() const { return sources.size(); }
    [[nodiscard]] std::uint64_t n_targets() const { return targets.size(); }
    /// Returns the number of cells that may be filled in s x t.
    [[nodiscard]] std::uint64_t cells(Slice s, Slice t) const {
        std::uint64_t n = s.size() * t.size();
        if (skip_diagonal) {
            const std::uint64_t from = std::max(s.first + sources.first, t.first + targets.first);
            const std::uint64_t to = std::min(s.last + sources.first, t.last + targets.first);
            if (to > from) { n -= to - from; }
        }
        return n;
    }
    [[nodiscard]] Slice all_sources() const { return {0, n_sources()}; }
    [[nodiscard]] Slice all_targets() const { return {0, n_targets()}; }
};

/// Returns the part of `indices` (in a population) inside `slice`, counted from the start of the
/// slice.
[[nodiscard]] inline Slice inside(Slice indices, Slice slice) {
    const std::uint64_t first = std::clamp(indices.first, slice.first, slice.last);
    const std::uint64_t last = std::clamp(indices.last, first, slice.last);
    return {first - slice.first, last - slice.first};
}

/// Number of blocks of n neurons.
[[nodiscard]] inline std::uint32_t n_blocks(std::uint64_t n) {
    return static_cast<std::uint32_t>((n + tile_size - 1) / tile_size);
}
/// Returns the neurons of the blocks [first, last), of n neurons in all.
[[nodiscard]] inline Slice block_slice(std::uint32_t first, std::uint32_t last, std::uint64_t n) {
    return {std::min<std::uint64_t>(std::uint64_t{first} * tile_size, n),
            std::min<std::uint64_t>(std::uint64_t{last} * tile_size, n)};
}
/// Returns the blocks that hold any neuron of `slice`.
[[nodiscard]] inline Slice blocks_of(Slice slice) {
    if (slice.size() == 0) { return {0, 0}; }
    return {slice.first / tile_size, (slice.last + tile_size - 1) / tile_size};
}

/// Number of synapses of a block of targets, from all sources or from one block of them.
struct BlockCount {
    std::uint32_t block = 0;
    std::uint64_t count = 0;
};

/// Splits `total` synapses over target blocks by a keyed binary tree: binomial numbers (multapses
/// allowed) or hypergeometric ones (every cell at most once). Descends only to the wanted blocks,
/// so the cost is their number times the depth. Blocks without synapses are left out.
[[nodiscard]] std::vector<BlockCount> split_over_targets(const Area& area, const Ars& ars,
                                                         std::uint64_t total, bool multapses,
                                                         Slice wanted_blocks);

/// Splits the counts of target blocks over source blocks, lazily and in ascending order, by a keyed
/// binary tree for each target block. Memory is proportional to target blocks times depth; empty
/// nodes are not entered.
class SourceTree {
  public:
    SourceTree(const Area& area, const Ars& ars, bool multapses, std::vector<BlockCount> targets);

    struct Leaf {
        std::uint32_t source_block = 0;
        const std::vector<BlockCount>* targets = nullptr;  ///< nullptr: no more leaves
    };
    /// Returns the first source block >= `block` that has synapses. Cheap when called in ascending
    /// order.
    [[nodiscard]] Leaf seek(std::uint32_t block);

  private:
    struct Node {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::vector<BlockCount> targets;
    };
    void restart();
    void split_top(std::uint32_t wanted);

    Area area_;
    Ars ars_;
    bool multapses_;
    std::vector<BlockCount> roots_;
    std::vector<Node> stack_;
    std::uint32_t position_ = 0;
};

/// Draws the share of `n` synapses that falls on `left` of `left + right` cells.
[[nodiscard]] std::uint64_t split_count(Uniforms& uniforms, std::uint64_t n, std::uint64_t left,
                                        std::uint64_t right, bool multapses);

/// Returns the block at which a node of more than one block is cut: a power of two above `first`,
/// so that trees of different sizes have the same shape.
[[nodiscard]] std::uint32_t middle(std::uint32_t first, std::uint32_t last);

}  // namespace callosum
