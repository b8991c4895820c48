#include "network/space/curve_tree.hpp"

#include <algorithm>

#include "engine/base/discrete.hpp"
#include "engine/base/uniforms.hpp"
#include "network/space/words.hpp"

namespace callosum {

namespace {

constexpr int branch_levels = 8;             // levels that are drawn and kept together
constexpr std::size_t many_branches = 1024;  // branches kept at most, of up to 2 KiB each

namespace use {
constexpr std::uint32_t tree = 1;
}

}  // namespace

/// Returns the depth at which a branch that starts at `depth` ends.
int CurveTree::below(int depth) const { return std::min(depth + branch_levels, depth_); }

void CurveTree::split(std::uint64_t node, int depth, int most, std::uint64_t count,
                      std::vector<std::uint64_t>& counts) const {
    if (depth == most) {
        counts.push_back(count);
        return;
    }
    constexpr double half = 0.5;
    // The key of a draw is the node alone, so every rank that asks draws the same counts.
    Uniforms uniforms(ars_, use::tree, low_word(node), high_word(node),
                      static_cast<std::uint32_t>(depth));
    const std::uint64_t left = draw_binomial(uniforms, count, half);
    split(2 * node, depth + 1, most, left, counts);
    split(2 * node + 1, depth + 1, most, count - left, counts);
}

void CurveTree::split(std::uint64_t piece, std::uint64_t count, int levels,
                      std::vector<std::uint64_t>& counts) const {
    split(piece, depth_, depth_ + levels, count, counts);
}

const std::vector<std::uint64_t>& CurveTree::branch(std::uint64_t node, int depth) const {
    const std::uint64_t key = (std::uint64_t{1} << depth) | node;
    const auto found = branches_.find(key);
    if (found != branches_.end()) { return found->second; }
    std::uint64_t first = 0;
    std::uint64_t count = n_;
    if (depth > 0) {
        // Recursion goes up to the root at most once: branches above are kept.
        const auto& above = branch(node >> branch_levels, depth - branch_levels);
        const std::uint64_t part = node & ((std::uint64_t{1} << branch_levels) - 1);
        first = above[part];
        count = above[part + 1] - first;
    }
    std::vector<std::uint64_t> counts;
    counts.reserve((std::size_t{1} << (below(depth) - depth)) + 1);
    split(node, depth, below(depth), count, counts);
    for (auto& one : counts) {
        const std::uint64_t next = first + one;
        one = first;
        first = next;
    }
    counts.push_back(first);
    return branches_.emplace(key, std::move(counts)).first->second;
}

void CurveTree::trim() const {
    if (branches_.size() > many_branches) { branches_.clear(); }
}

std::uint64_t CurveTree::before(std::uint64_t piece) const {
    if (piece == 0) { return 0; }
    if (piece >> depth_ != 0) { return n_; }
    trim();
    const int last = (depth_ - 1) / branch_levels * branch_levels;
    const int bits = depth_ - last;
    return branch(piece >> bits, last)[piece & ((std::uint64_t{1} << bits) - 1)];
}

std::uint64_t CurveTree::piece_of(std::uint64_t place) const {
    trim();
    std::uint64_t node = 0;
    for (int depth = 0; depth < depth_; depth = below(depth)) {
        const auto& parts = branch(node, depth);
        const auto after = std::upper_bound(parts.begin(), parts.end() - 1, place);
        node = (node << (below(depth) - depth)) |
               static_cast<std::uint64_t>(after - parts.begin() - 1);
    }
    return node;
}

std::size_t CurveTree::bytes() const {
    std::size_t sum = 0;
    for (const auto& [key, parts] : branches_) {
        constexpr std::size_t entry = sizeof(decltype(branches_)::value_type);
        sum += entry + parts.capacity() * sizeof(std::uint64_t);
    }
    return sum;
}

}  // namespace callosum
