#pragma once

#include <limits>

#include "network/describe/distribution.hpp"
#include "network/space/expression.hpp"

namespace callosum {

/// A weight or delay that depends on the distance: what the formula gives plus noise, kept in bounds.
struct ByDistance {
    Expression mean{0.0};
    Distribution noise = Distribution::constant(0);
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
    double factor = 1;  ///< of all that; by `scale`
};

}  // namespace callosum
