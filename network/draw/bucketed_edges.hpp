#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "network/describe/edge_blocks.hpp"

namespace callosum {

/// Edges of a list onto one slice of targets, in buckets of neighbouring sources and within a bucket in the
/// order of the list. 18 bytes each.
class BucketedEdges {
  public:
    /// An edge with its delay on the grid.
    struct Item {
        std::uint32_t source, target, delay;
        double weight;
    };

    /// Hands out the edges from some sources; those from equal sources in the order of the list.
    template <class Take>
    void visit(Slice sources, Take&& take) const {
        const auto first = bucket_at(sources.first);
        const auto last = sources.size() == 0 ? first : bucket_at(sources.last - 1) + 1;
        for (std::uint64_t b = first; b < std::min<std::uint64_t>(last, n_buckets()); ++b) {
            for (std::uint64_t i = begin_[b]; i < begin_[b + 1]; ++i) {
                if (sources_[i] - sources.first >= sources.size()) { continue; }
                take(Item{sources_[i], targets_[i], delays_[i], weights_[i]});
            }
        }
    }
    /// Memory of an edge, without buckets.
    static constexpr std::size_t edge_bytes =
        2 * sizeof(std::uint32_t) + sizeof(std::uint16_t) + sizeof(double);
    [[nodiscard]] std::uint64_t size() const { return begin_.empty() ? 0 : begin_.back(); }
    /// The first source from `first` on that may have edges; no index where there is none.
    [[nodiscard]] std::uint64_t next_source(std::uint64_t first) const;
    /// How many neighbouring sources share a bucket.
    [[nodiscard]] std::uint64_t bucket_width() const { return std::uint64_t{1} << shift_; }
    [[nodiscard]] std::uint64_t n_buckets() const { return begin_.empty() ? 0 : begin_.size() - 1; }

  private:
    friend class EdgeSorter;
    [[nodiscard]] std::uint64_t bucket_at(std::uint64_t source) const {
        return source < first_source_ ? 0 : (source - first_source_) >> shift_;
    }

    std::uint64_t first_source_ = 0;
    unsigned shift_ = 0;
    std::vector<std::uint64_t> begin_;  ///< of each bucket, and the end
    std::unique_ptr<std::uint32_t[]> sources_, targets_;
    std::unique_ptr<std::uint16_t[]> delays_;  ///< steps
    std::unique_ptr<double[]> weights_;
};

/// Sorts edges into buckets, by slices of targets that ascend and are disjoint; edges onto other targets are
/// left out. Blocks of edges are freed while they are copied; whether the system gets their pages back at once is the
/// allocator's choice.
[[nodiscard]] std::vector<std::shared_ptr<const BucketedEdges>> sort_into_buckets(
    EdgeBlocks&& edges, std::span<const Slice> targets, double dt_ms);

}  // namespace callosum
