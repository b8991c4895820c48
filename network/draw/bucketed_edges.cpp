#include "network/draw/bucketed_edges.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "network/draw/delay_table.hpp"

namespace callosum {

std::uint64_t BucketedEdges::next_source(std::uint64_t first) const {
    for (std::uint64_t b = bucket_at(first); b < n_buckets(); ++b) {
        if (begin_[b + 1] > begin_[b]) { return std::max(first, first_source_ + (b << shift_)); }
    }
    return std::numeric_limits<std::uint64_t>::max();
}

/// Counts the edges of each slice and bucket, then puts them there.
class EdgeSorter {
  public:
    EdgeSorter(std::span<const Slice> targets, double dt_ms) : targets_(targets), dt_ms_(dt_ms) {}

    std::vector<std::shared_ptr<const BucketedEdges>> sort(EdgeBlocks&& edges) {
        for (std::size_t i = 0; i < targets_.size(); ++i) {
            sorted_.push_back(std::make_shared<BucketedEdges>());
        }
        if (!edges.empty() && !targets_.empty()) {
            make_buckets(edges);
            count(edges);
            place(std::move(edges));
        }
        return {sorted_.begin(), sorted_.end()};
    }

  private:
    /// A bucket is as wide as a slab of sources that is drawn at once, or wider where there are few edges.
    void make_buckets(EdgeBlocks& edges) {
        constexpr unsigned least_shift = 7;
        constexpr std::uint64_t edges_per_bucket = 8;
        Slice sources{std::numeric_limits<std::uint64_t>::max(), 0};
        edges.visit_ends([&](std::span<const std::uint32_t> some, std::span<const std::uint32_t>) {
            const auto [low, high] = std::ranges::minmax(some);
            sources = {std::min<std::uint64_t>(sources.first, low),
                       std::max<std::uint64_t>(sources.last, std::uint64_t{high} + 1)};
        });
        const std::uint64_t most = edges.size() / edges_per_bucket / targets_.size() + 1;
        shift_ = least_shift;
        const auto n_buckets = [&] {
            return ((sources.last - 1) >> shift_) - (sources.first >> shift_) + 1;
        };
        while (n_buckets() > most) { ++shift_; }
        first_source_ = sources.first >> shift_ << shift_;
        n_buckets_ = n_buckets();
    }

    void count(EdgeBlocks& edges) {
        next_.assign(targets_.size() * n_buckets_, 0);
        edges.visit_ends(
            [&](std::span<const std::uint32_t> sources, std::span<const std::uint32_t> targets) {
                for (std::size_t i = 0; i < sources.size(); ++i) {
                    if (find_slice(targets[i])) { ++next_[cell_of(sources[i])]; }
                }
            });
        for (std::size_t s = 0; s < targets_.size(); ++s) {
            auto& sorted = *sorted_[s];
            sorted.first_source_ = first_source_;
            sorted.shift_ = shift_;
            sorted.begin_.push_back(0);
            for (std::uint64_t b = 0; b < n_buckets_; ++b) {
                auto& n = next_[s * n_buckets_ + b];
                sorted.begin_.push_back(sorted.begin_.back() + n);
                n = sorted.begin_[b];
            }
            const auto n = sorted.size();
            sorted.sources_ = std::make_unique_for_overwrite<std::uint32_t[]>(n);
            sorted.targets_ = std::make_unique_for_overwrite<std::uint32_t[]>(n);
            sorted.delays_ = std::make_unique_for_overwrite<std::uint16_t[]>(n);
            sorted.weights_ = std::make_unique_for_overwrite<double[]>(n);
        }
    }

    void place(EdgeBlocks&& edges) {
        for (auto block = edges.take_block(); !block.empty(); block = edges.take_block()) {
            for (const auto& edge : block) {
                if (!find_slice(edge.target)) { continue; }
                const auto at = next_[cell_of(edge.source)]++;
                auto& sorted = *sorted_[slice_];
                sorted.sources_[at] = static_cast<std::uint32_t>(edge.source);
                sorted.targets_[at] = static_cast<std::uint32_t>(edge.target);
                sorted.delays_[at] = static_cast<std::uint16_t>(delay_steps(edge.delay_ms, dt_ms_));
                sorted.weights_[at] = edge.weight;
            }
        }
    }

    /// Makes slice_ the slice of a target; false where there is none.
    bool find_slice(std::uint64_t target) {
        const auto holds = [&](const Slice& slice) {
            return target >= slice.first && target < slice.last;
        };
        if (holds(targets_[slice_])) { return true; }
        const auto after = std::ranges::upper_bound(targets_, target, {}, &Slice::first);
        if (after == targets_.begin() || !holds(*(after - 1))) { return false; }
        slice_ = static_cast<std::size_t>(after - 1 - targets_.begin());
        return true;
    }
    [[nodiscard]] std::uint64_t cell_of(std::uint64_t source) const {
        return slice_ * n_buckets_ + ((source - first_source_) >> shift_);
    }

    std::span<const Slice> targets_;
    double dt_ms_;
    std::vector<std::shared_ptr<BucketedEdges>> sorted_;  ///< by slice
    std::uint64_t first_source_ = 0, n_buckets_ = 0;
    unsigned shift_ = 0;
    std::vector<std::uint64_t> next_;  ///< by slice and bucket: edges, then where the next one goes
    std::size_t slice_ = 0;            ///< of the last edge
};

std::vector<std::shared_ptr<const BucketedEdges>> sort_into_buckets(EdgeBlocks&& edges,
                                                                    std::span<const Slice> targets,
                                                                    double dt_ms) {
    return EdgeSorter(targets, dt_ms).sort(std::move(edges));
}

}  // namespace callosum
