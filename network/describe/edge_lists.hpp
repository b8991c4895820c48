#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "network/describe/edge_list.hpp"

namespace callosum {

/// Edges that lie in memory.
class MemoryEdges final : public EdgeList {
  public:
    MemoryEdges(std::vector<Edge> edges, std::string origin);
    void visit_part(std::uint64_t part, std::uint64_t n_parts,
                    const Visitor& visitor) const override;
    void visit_onto(Slice targets, const TargetVisitor& visitor) const override;
    [[nodiscard]] const EdgeBounds& bounds() const override { return bounds_; }
    [[nodiscard]] bool in_memory() const override { return true; }
    [[nodiscard]] std::string origin() const override { return origin_; }

  private:
    std::vector<Edge> edges_;
    std::string origin_;
    EdgeBounds bounds_;
};

/// Another list with its weights multiplied by a factor and, where a delay is given, with that delay.
class ScaledEdges final : public EdgeList {
  public:
    /// `factor` is above 0.
    ScaledEdges(std::shared_ptr<const EdgeList> edges, double factor,
                std::optional<double> delay_ms);
    void visit_part(std::uint64_t part, std::uint64_t n_parts,
                    const Visitor& visitor) const override;
    void visit_onto(Slice targets, const TargetVisitor& visitor) const override;
    [[nodiscard]] const EdgeBounds& bounds() const override { return bounds_; }
    [[nodiscard]] bool in_memory() const override { return edges_->in_memory(); }
    [[nodiscard]] std::string origin() const override { return edges_->origin(); }
    [[nodiscard]] EdgesRead read_so_far() const override { return edges_->read_so_far(); }

  private:
    void scale(std::vector<Edge>& edges) const;

    std::shared_ptr<const EdgeList> edges_;
    double factor_;
    std::optional<double> delay_ms_;
    EdgeBounds bounds_;
};

/// Copies those of some edges whose target lies in a slice.
void copy_onto(Slice targets, std::span<const Edge> edges, std::vector<Edge>& into);

}  // namespace callosum
