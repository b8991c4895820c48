#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/column.hpp"
#include "engine/layout/fixed_point_plan.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Where a worker's input rows lie. Every (population range, row) has a run of entries in the narrow
/// (32-bit) or the wide (64-bit) array. Chunks of 2^16 entries are what a 16-bit index reaches.
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

/// The input rows of one worker; entries are read and cleared by the update of their step.
struct InputRows {
    Column<std::int32_t> narrow;
    Column<std::int64_t> wide;
};

}  // namespace callosum
