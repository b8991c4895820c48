#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/column.hpp"
#include "engine/layout/fixed_point_plan.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Layout of a share's input rows. Every (population range, row) has a run of entries in the narrow
/// (32-bit) or the wide (64-bit) array. A chunk of 2^16 entries is the reach of a 16-bit index.
struct RowLayout {
    struct Place {
        bool wide = false;
        std::uint64_t first = 0;  ///< entry of the range's first neuron
    };
    static constexpr int chunk_bits = 16;
    std::vector<std::vector<Place>> places;  ///< [range][row]
    std::uint64_t n_narrow = 0, n_wide = 0;  ///< entries, padded to whole tiles
};

[[nodiscard]] RowLayout lay_out_rows(const FixedPointPlan& plan,
                                     const std::vector<NeuronRange>& ranges);

/// Input rows of one share, for one step at a time: the update of that step reads and clears them.
struct InputRows {
    Column<std::int32_t> narrow;
    Column<std::int64_t> wide;
};

}  // namespace callosum
