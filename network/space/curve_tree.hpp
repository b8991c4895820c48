#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/base/random.hpp"

namespace callosum {

/// Numbers of neurons in the pieces of Hilbert's curve, for n neurons placed uniformly and
/// independently. They are drawn down a binary tree, every node of which has its own key (either
/// half gets a binomial share). Only the branches asked for are drawn: O(log n) time, memory that
/// does not depend on n. Not thread-safe, because branches are cached.
class CurveTree {
  public:
    /// Sets up the tree of `n` neurons down to 2^depth pieces; draws nothing yet.
    CurveTree(const Ars& ars, std::uint64_t n, int depth) : ars_(ars), n_(n), depth_(depth) {}

    /// Returns the number of neurons before a piece; `n` if `piece` is the number of pieces.
    [[nodiscard]] std::uint64_t before(std::uint64_t piece) const;
    /// Returns the piece that holds a neuron, given by its place along the curve.
    [[nodiscard]] std::uint64_t piece_of(std::uint64_t place) const;
    /// Appends the counts of the 2^levels parts of a piece that holds `count` neurons.
    void split(std::uint64_t piece, std::uint64_t count, int levels,
               std::vector<std::uint64_t>& counts) const;

    /// Returns the memory of the branches that are kept.
    [[nodiscard]] std::size_t bytes() const;

  private:
    /// Returns the first place in each part of a branch, a node of depth `depth` cut branch_levels
    /// further, and the end.
    [[nodiscard]] const std::vector<std::uint64_t>& branch(std::uint64_t node, int depth) const;
    [[nodiscard]] int below(int depth) const;
    void split(std::uint64_t node, int depth, int most, std::uint64_t count,
               std::vector<std::uint64_t>& counts) const;
    /// Forgets the branches if there are many; they can be drawn again.
    void trim() const;

    const Ars& ars_;
    std::uint64_t n_;
    int depth_;
    mutable std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> branches_;
};

}  // namespace callosum
