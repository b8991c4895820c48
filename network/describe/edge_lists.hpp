#pragma once

#include <memory>
#include <string>
#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// Edges that lie in memory.
class MemoryEdges final : public EdgeList {
  public:
    MemoryEdges(std::vector<Edge> edges, std::string origin);
    void visit(const Visitor& visitor) const override;
    [[nodiscard]] std::uint64_t size() const override { return edges_.size(); }
    [[nodiscard]] double max_abs_weight() const override { return max_abs_weight_; }
    [[nodiscard]] double min_delay_ms() const override { return min_delay_ms_; }
    [[nodiscard]] double max_delay_ms() const override { return max_delay_ms_; }
    [[nodiscard]] std::uint64_t max_indegree() const override { return max_indegree_; }
    [[nodiscard]] std::string origin() const override { return origin_; }

  private:
    std::vector<Edge> edges_;
    std::string origin_;
    double max_abs_weight_ = 0, min_delay_ms_ = 0, max_delay_ms_ = 0;
    std::uint64_t max_indegree_ = 0;
};

/// Another list with its weights multiplied by a factor and, where a delay is given, with that delay.
class ScaledEdges final : public EdgeList {
  public:
    ScaledEdges(std::shared_ptr<const EdgeList> edges, double factor,
                std::optional<double> delay_ms);
    void visit(const Visitor& visitor) const override;
    [[nodiscard]] std::uint64_t size() const override { return edges_->size(); }
    [[nodiscard]] double max_abs_weight() const override {
        return edges_->max_abs_weight() * factor_;
    }
    [[nodiscard]] double min_delay_ms() const override {
        return delay_ms_.value_or(edges_->min_delay_ms());
    }
    [[nodiscard]] double max_delay_ms() const override {
        return delay_ms_.value_or(edges_->max_delay_ms());
    }
    [[nodiscard]] std::uint64_t max_indegree() const override { return edges_->max_indegree(); }
    [[nodiscard]] std::string origin() const override { return edges_->origin(); }

  private:
    std::shared_ptr<const EdgeList> edges_;
    double factor_;  ///< above 0
    std::optional<double> delay_ms_;
};

}  // namespace callosum
