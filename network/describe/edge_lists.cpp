#include "network/describe/edge_lists.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "network/describe/edge_bounds.hpp"

namespace callosum {
namespace {

constexpr std::uint64_t edges_per_slab = 65536;

}  // namespace

void copy_onto(Slice targets, std::span<const Edge> edges, std::vector<Edge>& into) {
    into.clear();
    std::ranges::copy_if(edges, std::back_inserter(into), [&](const Edge& edge) {
        return edge.target >= targets.first && edge.target < targets.last;
    });
}

MemoryEdges::MemoryEdges(std::vector<Edge> edges, std::string origin)
    : edges_(std::move(edges)), origin_(std::move(origin)) {
    EdgeBoundsFinder finder;
    finder.add(edges_);
    bounds_ = finder.combine(SingleRank());
}

void MemoryEdges::visit_part(std::uint64_t part, std::uint64_t n_parts,
                             const Visitor& visitor) const {
    const std::uint64_t last = edges_.size() * (part + 1) / n_parts;
    for (std::uint64_t first = edges_.size() * part / n_parts; first < last;
         first += edges_per_slab) {
        visitor(edges_.data() + first, std::min(edges_per_slab, last - first), first);
    }
}

void MemoryEdges::visit_onto(Slice targets, const TargetVisitor& visitor) const {
    std::vector<Edge> some;
    visit([&](const Edge* edges, std::size_t n, std::uint64_t) {
        copy_onto(targets, {edges, n}, some);
        if (!some.empty()) { visitor(some); }
    });
}

ScaledEdges::ScaledEdges(std::shared_ptr<const EdgeList> edges, double factor,
                         std::optional<double> delay_ms)
    : edges_(std::move(edges)), factor_(factor), delay_ms_(delay_ms), bounds_(edges_->bounds()) {
    bounds_.min_weight *= factor_;
    bounds_.max_weight *= factor_;
    bounds_.min_delay_ms = delay_ms_.value_or(bounds_.min_delay_ms);
    bounds_.max_delay_ms = delay_ms_.value_or(bounds_.max_delay_ms);
}

void ScaledEdges::scale(std::vector<Edge>& edges) const {
    for (auto& edge : edges) {
        edge.weight *= factor_;
        edge.delay_ms = delay_ms_.value_or(edge.delay_ms);
    }
}

void ScaledEdges::visit_part(std::uint64_t part, std::uint64_t n_parts,
                             const Visitor& visitor) const {
    std::vector<Edge> scaled;
    edges_->visit_part(part, n_parts, [&](const Edge* edges, std::size_t n, std::uint64_t first) {
        scaled.assign(edges, edges + n);
        scale(scaled);
        visitor(scaled.data(), n, first);
    });
}

void ScaledEdges::visit_onto(Slice targets, const TargetVisitor& visitor) const {
    std::vector<Edge> scaled;
    edges_->visit_onto(targets, [&](std::span<const Edge> edges) {
        scaled.assign(edges.begin(), edges.end());
        scale(scaled);
        visitor(scaled);
    });
}

}  // namespace callosum
