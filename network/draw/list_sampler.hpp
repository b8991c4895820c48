#pragma once

#include <memory>

#include "network/draw/bucketed_edges.hpp"
#include "network/draw/sampler.hpp"

namespace callosum {

/// explicit_list: takes the edges onto its targets as they have been laid out, or else reads them once and
/// holds them.
class ListSampler final : public Sampler {
  public:
    ListSampler(const Description& description, std::size_t projection, Slice targets);
    void draw(Slice sources, const Sink& sink) override;
    [[nodiscard]] bool cheap_by_source() const override { return dense_; }
    [[nodiscard]] std::uint64_t next_source(std::uint64_t first) const override {
        return edges_->next_source(std::max(first, sources_.first));
    }
    [[nodiscard]] std::uint64_t slab() const override { return edges_->bucket_width(); }

  private:
    std::shared_ptr<const BucketedEdges> edges_;
    Slice sources_;  ///< in the population
    bool dense_;     ///< most slabs of sources have edges
    SynapseBatch batch_{};
};

}  // namespace callosum
