#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "engine/base/slice.hpp"
#include "network/describe/file_reference.hpp"

namespace callosum {

class BucketedEdges;

/// One synapse of an explicit list; indices count from the start of the population (not the slice).
struct Edge {
    std::uint64_t source = 0;
    std::uint64_t target = 0;
    double weight = 0;
    double delay_ms = 0;
    friend bool operator==(const Edge&, const Edge&) = default;
};

/// Bounds over all edges of a list, equal on all ranks. All are 0 where the list is empty.
struct EdgeBounds {
    std::uint64_t n = 0;
    Slice sources, targets;  ///< smallest ranges of indices that hold all ends
    double min_weight = 0, max_weight = 0;
    double min_delay_ms = 0, max_delay_ms = 0;
    std::uint64_t max_indegree = 0;
    bool finite = true;  ///< no weight or delay is NaN or infinite
};

/// How much of a file this rank has read for a list, opening included.
struct EdgesRead {
    std::uint64_t edges = 0, bytes = 0;
};

/// Where an explicit list comes from. A list has an order, which counts equal pairs of neurons; every
/// visit keeps it. Edges are handed out slab by slab, so that nobody need hold all of them. May be visited
/// by several threads at once.
class EdgeList {
  public:
    virtual ~EdgeList() = default;
    using Visitor =
        std::function<void(const Edge* edges, std::size_t n, std::uint64_t first_index)>;
    using TargetVisitor = std::function<void(std::span<const Edge> edges)>;

    /// Hands out one part of the list: the parts 0 to n_parts - 1 follow each other and make up the whole.
    /// Reads what it hands out, once. Parts may be of unequal length or empty.
    virtual void visit_part(std::uint64_t part, std::uint64_t n_parts,
                            const Visitor& visitor) const = 0;
    /// Hands out the edges onto some targets. Reads little more than these where the list is sorted by
    /// target, and all of it where it is not.
    virtual void visit_onto(Slice targets, const TargetVisitor& visitor) const = 0;
    [[nodiscard]] virtual const EdgeBounds& bounds() const = 0;
    /// True where every rank holds the list in memory, so that visits cost no reading.
    [[nodiscard]] virtual bool in_memory() const = 0;
    [[nodiscard]] virtual std::string origin() const = 0;  ///< file name or "inline", for messages
    /// The file whose content it is, unchanged; nothing where there is none.
    [[nodiscard]] virtual std::optional<FileReference> file() const { return std::nullopt; }
    [[nodiscard]] virtual EdgesRead read_so_far() const { return {}; }
    /// The edges onto these targets as drawing wants them, where they have been laid out; else null.
    [[nodiscard]] virtual std::shared_ptr<const BucketedEdges> laid_out(Slice /*targets*/) const {
        return nullptr;
    }

    void visit(const Visitor& visitor) const { visit_part(0, 1, visitor); }
    [[nodiscard]] std::uint64_t size() const { return bounds().n; }
    [[nodiscard]] double max_abs_weight() const {
        return std::max(std::abs(bounds().min_weight), std::abs(bounds().max_weight));
    }
    [[nodiscard]] double min_delay_ms() const { return bounds().min_delay_ms; }
    [[nodiscard]] double max_delay_ms() const { return bounds().max_delay_ms; }
    [[nodiscard]] std::uint64_t max_indegree() const { return bounds().max_indegree; }
};

}  // namespace callosum
