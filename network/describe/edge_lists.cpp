#include "network/describe/edge_lists.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace callosum {

MemoryEdges::MemoryEdges(std::vector<Edge> edges, std::string origin)
    : edges_(std::move(edges)), origin_(std::move(origin)) {
    std::unordered_map<std::uint64_t, std::uint64_t> indegree;
    for (const auto& edge : edges_) {
        max_abs_weight_ = std::max(max_abs_weight_, std::abs(edge.weight));
        max_indegree_ = std::max(max_indegree_, ++indegree[edge.target]);
    }
    if (edges_.empty()) { return; }
    const auto [low, high] =
        std::minmax_element(edges_.begin(), edges_.end(),
                            [](const Edge& a, const Edge& b) { return a.delay_ms < b.delay_ms; });
    min_delay_ms_ = low->delay_ms;
    max_delay_ms_ = high->delay_ms;
}

void MemoryEdges::visit(const Visitor& visitor) const {
    constexpr std::size_t slab = 65536;
    for (std::size_t first = 0; first < edges_.size(); first += slab) {
        visitor(edges_.data() + first, std::min(slab, edges_.size() - first), first);
    }
}

ScaledEdges::ScaledEdges(std::shared_ptr<const EdgeList> edges, double factor,
                         std::optional<double> delay_ms)
    : edges_(std::move(edges)), factor_(factor), delay_ms_(delay_ms) {}

void ScaledEdges::visit(const Visitor& visitor) const {
    std::vector<Edge> scaled;
    edges_->visit([&](const Edge* edges, std::size_t n, std::uint64_t first) {
        scaled.assign(edges, edges + n);
        for (auto& edge : scaled) {
            edge.weight *= factor_;
            edge.delay_ms = delay_ms_.value_or(edge.delay_ms);
        }
        visitor(scaled.data(), n, first);
    });
}

}  // namespace callosum
