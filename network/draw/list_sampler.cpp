#include "network/draw/list_sampler.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/error.hpp"

namespace callosum {
namespace {

std::shared_ptr<const BucketedEdges> edges_onto(const EdgeList& list, Slice targets, double dt_ms) {
    if (auto laid_out = list.laid_out(targets)) { return laid_out; }
    EdgeBlocks edges;
    list.visit_onto(targets, [&](std::span<const Edge> some) { edges.add(some); });
    return sort_into_buckets(std::move(edges), {&targets, 1}, dt_ms).front();
}

}  // namespace

ListSampler::ListSampler(const Description& description, std::size_t projection, Slice targets)
    : sources_(description.projections[projection].source_slice) {
    const auto& listed = description.projections[projection];
    if (!listed.rule.edges) { throw NetworkError(listed.name, "explicit_list without edges"); }
    const Slice all = listed.target_slice;
    targets.first = std::clamp(targets.first, all.first, all.last);
    targets.last = std::clamp(targets.last, targets.first, all.last);
    edges_ = edges_onto(*listed.rule.edges, targets, description.dt_ms);
    constexpr std::uint64_t few = 16;  // edges of a slab
    dense_ = edges_->size() >= few * edges_->n_buckets();
}

void ListSampler::draw(Slice sources, const Sink& sink) {
    const Slice wanted{std::max(sources.first, sources_.first),
                       std::min(sources.last, sources_.last)};
    if (wanted.first >= wanted.last) { return; }
    batch_.n = 0;
    edges_->visit(wanted, [&](const BucketedEdges::Item& edge) {
        batch_.source[batch_.n] = edge.source;
        batch_.target[batch_.n] = edge.target;
        batch_.delay[batch_.n] = edge.delay;
        batch_.weight[batch_.n] = edge.weight;
        if (++batch_.n == SynapseBatch::capacity) {
            sink(batch_);
            batch_.n = 0;
        }
    });
    if (batch_.n > 0) { sink(batch_); }
    batch_.n = 0;
}

}  // namespace callosum
