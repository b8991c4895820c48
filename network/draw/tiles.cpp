#include "network/draw/tiles.hpp"

#include <bit>
#include <utility>

#include "engine/base/discrete.hpp"
#include "engine/base/uniforms.hpp"

namespace callosum {

namespace {

/// Splits a count over the blocks of targets down a binary tree, entering only the wanted blocks.
struct TargetTree {
    const Area& area;
    const Ars& ars;
    bool multapses;
    Slice wanted;
    std::vector<BlockCount>& out;

    [[nodiscard]] std::uint64_t cells(std::uint32_t from, std::uint32_t to) const {
        return area.cells(area.all_sources(), block_slice(from, to, area.n_targets()));
    }
    void split(std::uint32_t first, std::uint32_t last, std::uint64_t count) {
        if (count == 0 || last <= wanted.first || first >= wanted.last) { return; }
        if (last - first == 1) {
            out.push_back({first, count});
            return;
        }
        const std::uint32_t cut = middle(first, last);
        Uniforms uniforms(ars, use::target_tree, first, last, 0);
        const std::uint64_t left =
            split_count(uniforms, count, cells(first, cut), cells(cut, last), multapses);
        split(first, cut, left);
        split(cut, last, count - left);
    }
};

}  // namespace

std::uint32_t middle(std::uint32_t first, std::uint32_t last) {
    return first + std::bit_ceil(last - first) / 2;
}

std::uint64_t split_count(Uniforms& uniforms, std::uint64_t n, std::uint64_t left,
                          std::uint64_t right, bool multapses) {
    if (!multapses) { return draw_hypergeometric(uniforms, left, right, n); }
    return draw_binomial(
        uniforms, n,
        static_cast<double>(left) / (static_cast<double>(left) + static_cast<double>(right)));
}

std::vector<BlockCount> split_over_targets(const Area& area, const Ars& ars, std::uint64_t total,
                                           bool multapses, Slice wanted_blocks) {
    std::vector<BlockCount> out;
    TargetTree{area, ars, multapses, wanted_blocks, out}.split(0, n_blocks(area.n_targets()),
                                                               total);
    return out;
}

SourceTree::SourceTree(const Area& area, const Ars& ars, bool multapses,
                       std::vector<BlockCount> targets)
    : area_(area), ars_(ars), multapses_(multapses), roots_(std::move(targets)) {
    restart();
}

void SourceTree::restart() {
    stack_.clear();
    stack_.push_back({0, n_blocks(area_.n_sources()), roots_});
}

SourceTree::Leaf SourceTree::seek(std::uint32_t block) {
    if (block < position_) { restart(); }
    position_ = block;
    for (;;) {
        while (!stack_.empty() && (stack_.back().last <= block || stack_.back().targets.empty())) {
            stack_.pop_back();
        }
        if (stack_.empty()) { return {}; }
        const Node& top = stack_.back();
        if (top.last - top.first == 1) { return {top.first, &top.targets}; }
        split_top(block);
    }
}

void SourceTree::split_top(std::uint32_t wanted) {
    const Node node = std::move(stack_.back());
    stack_.pop_back();
    const std::uint32_t cut = middle(node.first, node.last);
    const Slice left_sources = block_slice(node.first, cut, area_.n_sources());
    const Slice right_sources = block_slice(cut, node.last, area_.n_sources());
    Node left{node.first, cut, {}};
    Node right{cut, node.last, {}};
    left.targets.reserve(node.targets.size());
    right.targets.reserve(node.targets.size());
    for (const BlockCount& target : node.targets) {
        const Slice t = block_slice(target.block, target.block + 1, area_.n_targets());
        Uniforms uniforms(ars_, use::source_tree, node.first, node.last, target.block);
        const std::uint64_t n = split_count(uniforms, target.count, area_.cells(left_sources, t),
                                            area_.cells(right_sources, t), multapses_);
        if (n > 0) { left.targets.push_back({target.block, n}); }
        if (n < target.count) { right.targets.push_back({target.block, target.count - n}); }
    }
    stack_.push_back(std::move(right));
    // Blocks are asked for in ascending order, so a half that ends before `wanted` is dropped.
    if (cut > wanted) { stack_.push_back(std::move(left)); }
}

}  // namespace callosum
