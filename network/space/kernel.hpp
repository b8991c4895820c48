#pragma once

#include <map>
#include <string>
#include <string_view>

#include "network/space/expression.hpp"

namespace callosum {

/// Returns one of NEST's functions of the distance as a formula: `offset` + `p_center` times the
/// named function, and 0 where that is below `cutoff`. Absent parameters have NEST's defaults; the
/// reader checks that the names are valid.
///
///     constant     1                               linear      1 + slope x
///     exponential  exp(-x / beta)                  gaussian    exp(-(x - mean)² / (2 std²))
///     gaussian2D   of dx, dy: mean_x, mean_y, std_x, std_y, rho
///     gamma        x^(kappa - 1) exp(-x / theta) / (theta^kappa Gamma(kappa))
[[nodiscard]] Expression named_kernel(std::string_view name,
                                      const std::map<std::string, double, std::less<>>& params);

}  // namespace callosum
