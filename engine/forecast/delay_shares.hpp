#pragma once

#include <cstdint>
#include <vector>

#include "engine/layout/fixed_point_plan.hpp"

namespace callosum {

/// Distribution of a projection's synapses over delays.
struct DelayShare {
    std::uint32_t steps = 1;
    double share = 1;
};

/// Computes the distribution from a fixed number of quantiles; delays so rare that no quantile
/// falls on them are left out.
[[nodiscard]] std::vector<DelayShare> delay_shares(const Description& description,
                                                   const FixedPointPlan& plan,
                                                   std::size_t projection);

}  // namespace callosum
