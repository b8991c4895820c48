#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "network/draw/sampler.hpp"

namespace callosum {

/// Storage format of the synapses of a projection.
enum class SynapseFormat {
    compact,       ///< 16-bit row index, 16-bit weight; 32-bit rows
    compact_wide,  ///< like compact, but shifted into a 64-bit row
    table,         ///< 16-bit row index, 16-bit index into a table of 64-bit weights; 64-bit rows
    exact,         ///< 16-bit row index, 48-bit weight; 64-bit rows
    plastic        ///< 16-bit target, floating-point weight and state of the rule; 64-bit rows
};
inline constexpr std::size_t n_synapse_formats =
    static_cast<std::size_t>(SynapseFormat::plastic) + 1;

/// Fixed-point unit and width of one input row (population, row of the model).
struct RowPlan {
    bool wide = false;  ///< 64-bit entries
    int exponent = 0;   ///< unit = 2^exponent in the weight's unit
    [[nodiscard]] double unit() const;
};

/// Storage and rows of one projection.
struct ProjectionPlan {
    SynapseFormat format = SynapseFormat::compact;
    int exponent = 0;           ///< of the stored integer; row exponent + shift for compact_wide
    int shift = 0;              ///< compact_wide: stored integer << shift is in row units
    std::int64_t constant = 0;  ///< table: the weight in row units
    double error_rms = 0;       ///< of rounding, in the weight's unit
    bool magnitude = false;     ///< weights are stored without their sign (conductances)
    bool by_sign = false;       ///< weights of the two signs go to different rows
    std::uint32_t row = 0;      ///< row of the target's model (weights >= 0 where by_sign)
    std::uint32_t row_negative = 0;
    ProjectionBounds bounds;
};

/// Units and storage for the whole network. They are computed from the description alone, hence
/// equal on all ranks and for any partition.
struct FixedPointPlan {
    std::vector<std::vector<RowPlan>> rows;  ///< [population][row]
    std::vector<ProjectionPlan> projections;
    std::uint32_t min_delay = 1, max_delay = 1;  ///< steps, over all projections
};

/// Plans units and storage. Throws LimitError where even 64 bits cannot hold a row.
[[nodiscard]] FixedPointPlan plan_fixed_point(const Description& description);

/// Returns the expected number of synapses of each projection.
[[nodiscard]] std::vector<double> expected_synapses(const FixedPointPlan& plan);

/// Returns the name that reports give a format.
[[nodiscard]] std::string storage_name(SynapseFormat format);

}  // namespace callosum
