#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/ranks.hpp"
#include "network/describe/edge_list.hpp"

namespace callosum {

/// A file's rows in zones of equal length, and between which targets each zone lies: what a read for some
/// targets can leave out. In a file that is sorted by target that is all but their own rows. At most 2^16
/// zones (1 MiB), or zones of 2^16 rows.
class TargetZones {
  public:
    TargetZones() = default;
    explicit TargetZones(std::uint64_t n_rows);

    /// Takes in rows from `first_row` on.
    void add(std::span<const Edge> edges, std::uint64_t first_row);
    /// Shares what the ranks have taken in. Collective.
    void combine(const Ranks& ranks);
    /// Rows of one part of several, as whole zones.
    [[nodiscard]] Slice part(std::uint64_t part, std::uint64_t n_parts) const;
    /// Runs of rows outside of which nothing goes to these targets.
    [[nodiscard]] std::vector<Slice> rows_onto(Slice targets) const;

  private:
    [[nodiscard]] std::uint64_t first_row(std::uint64_t zone) const;

    std::uint64_t n_rows_ = 0, rows_per_zone_ = 1;
    std::vector<std::uint64_t> low_, high_;  ///< by zone: smallest target, largest plus one
};

}  // namespace callosum
