#include "network/describe/edge_blocks.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace callosum {

PackedReals::PackedReals(std::span<const double> values) {
    const auto is = [](double a, double b) { return a == b && std::signbit(a) == std::signbit(b); };
    if (std::ranges::all_of(values, [&](double x) { return is(x, values[0]); })) {
        doubles_.assign(1, values.empty() ? 0 : values[0]);
    } else if (std::ranges::all_of(values, [](double x) {
                   return static_cast<double>(static_cast<float>(x)) == x;
               })) {
        singles_.reserve(values.size());
        for (const double x : values) { singles_.push_back(static_cast<float>(x)); }
    } else {
        doubles_.assign(values.begin(), values.end());
    }
}

void EdgeBlocks::add(std::span<const Edge> edges) {
    while (!edges.empty()) {
        const auto some = edges.first(std::min(edges.size(), block_size - waiting_.size()));
        waiting_.insert(waiting_.end(), some.begin(), some.end());
        edges = edges.subspan(some.size());
        if (waiting_.size() == block_size) { pack(); }
    }
}

void EdgeBlocks::pack() {
    if (waiting_.empty()) { return; }
    std::vector<double> values(waiting_.size());
    const auto reals = [&](double Edge::*member) {
        std::ranges::transform(waiting_, values.begin(), member);
        return PackedReals(values);
    };
    Block block{{}, {}, reals(&Edge::weight), reals(&Edge::delay_ms)};
    block.sources.reserve(waiting_.size());
    block.targets.reserve(waiting_.size());
    for (const auto& edge : waiting_) {
        block.sources.push_back(static_cast<std::uint32_t>(edge.source));
        block.targets.push_back(static_cast<std::uint32_t>(edge.target));
    }
    blocks_.push_back(std::move(block));
    n_ += waiting_.size();
    waiting_.clear();
}

void EdgeBlocks::append(EdgeBlocks&& later) {
    pack();
    later.pack();
    n_ += later.n_;
    std::ranges::move(later.blocks_, std::back_inserter(blocks_));
    later = {};
}

void EdgeBlocks::visit_ends(
    const std::function<void(std::span<const std::uint32_t>, std::span<const std::uint32_t>)>&
        visitor) const {
    for (const auto& block : blocks_) { visitor(block.sources, block.targets); }
    if (waiting_.empty()) { return; }
    std::vector<std::uint32_t> sources, targets;
    for (const auto& edge : waiting_) {
        sources.push_back(static_cast<std::uint32_t>(edge.source));
        targets.push_back(static_cast<std::uint32_t>(edge.target));
    }
    visitor(sources, targets);
}

std::vector<Edge> EdgeBlocks::take_block() {
    pack();
    std::vector<Edge> edges;
    if (blocks_.empty()) { return edges; }
    const auto& block = blocks_.front();
    edges.reserve(block.sources.size());
    for (std::size_t i = 0; i < block.sources.size(); ++i) {
        edges.push_back({block.sources[i], block.targets[i], block.weights[i], block.delays[i]});
    }
    n_ -= edges.size();
    blocks_.pop_front();
    return edges;
}

}  // namespace callosum
