#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "network/describe/network.hpp"

namespace callosum {

/// Number of edges that a file's list hands out at a time: 32 MiB.
inline constexpr std::size_t edges_per_slab = std::size_t{1} << 20;

/// An edge list that finds its bounds in one visit of all edges.
class BoundedList : public EdgeList {
  public:
    explicit BoundedList(std::string origin) : origin_(std::move(origin)) {}
    [[nodiscard]] std::uint64_t size() const override { return size_; }
    [[nodiscard]] double max_abs_weight() const override { return max_abs_weight_; }
    [[nodiscard]] double min_delay_ms() const override { return min_delay_ms_; }
    [[nodiscard]] double max_delay_ms() const override { return max_delay_ms_; }
    [[nodiscard]] std::uint64_t max_indegree() const override { return max_indegree_; }
    [[nodiscard]] std::string origin() const override { return origin_; }

  protected:
    /// Called once at the end of the constructor of a list; checks every edge.
    void find_bounds();
    /// Where edge `index` stands, for messages.
    [[nodiscard]] virtual std::string place(std::uint64_t index) const = 0;

  private:
    std::string origin_;
    std::uint64_t size_ = 0;
    std::uint64_t max_indegree_ = 0;
    double max_abs_weight_ = 0;
    double min_delay_ms_ = std::numeric_limits<double>::infinity();
    double max_delay_ms_ = 0;
};

/// Lists by the kind of file; see open_edge_list.
[[nodiscard]] std::shared_ptr<const EdgeList> open_hdf5_list(const std::string& path,
                                                             const std::string& group);
[[nodiscard]] std::shared_ptr<const EdgeList> open_text_list(const std::string& path);

}  // namespace callosum
