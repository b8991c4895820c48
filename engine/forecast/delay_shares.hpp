#pragma once

#include <cstdint>
#include <vector>

#include "engine/layout/fixed_point_plan.hpp"

namespace callosum {

/// How the synapses of a projection spread over delays.
struct DelayShare {
    std::uint32_t steps = 1;
    double share = 1;
};

/// From a fixed number of quantiles; delays so rare that none falls on them are left out.
[[nodiscard]] std::vector<DelayShare> delay_shares(const Description& description,
                                                   const FixedPointPlan& plan,
                                                   std::size_t projection);

}  // namespace callosum
