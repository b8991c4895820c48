#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/base/random.hpp"

namespace callosum {

/// How many of n independent, uniformly placed neurons lie in each piece of Hilbert's curve: drawn down a
/// binary tree of which each node has a key of its own (either half gets a binomial share). Only what
/// is asked for is drawn: O(log n) time, memory that does not depend on n.
class CurveTree {
  public:
    /// The tree of `n` neurons down to 2^depth pieces.
    CurveTree(const Ars& ars, std::uint64_t n, int depth) : ars_(ars), n_(n), depth_(depth) {}

    /// Neurons before a piece; all of them for the number of pieces.
    [[nodiscard]] std::uint64_t before(std::uint64_t piece) const;
    /// The piece that holds a neuron, by its place along the curve.
    [[nodiscard]] std::uint64_t piece_of(std::uint64_t place) const;
    /// Numbers of the 2^levels parts of a piece that holds `count`, appended.
    void split(std::uint64_t piece, std::uint64_t count, int levels,
               std::vector<std::uint64_t>& counts) const;

    /// Of what is kept.
    [[nodiscard]] std::size_t bytes() const;

  private:
    /// First places in the parts that a node of depth `depth` is cut into, and the end.
    [[nodiscard]] const std::vector<std::uint64_t>& branch(std::uint64_t node, int depth) const;
    [[nodiscard]] int below(int depth) const;
    void split(std::uint64_t node, int depth, int most, std::uint64_t count,
               std::vector<std::uint64_t>& counts) const;
    void trim() const;

    const Ars& ars_;
    std::uint64_t n_;
    int depth_;
    mutable std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> branches_;
};

}  // namespace callosum
