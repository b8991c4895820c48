#pragma once

#include <map>
#include <string>
#include <string_view>

#include "network/space/expression.hpp"

namespace callosum {

/// NEST's functions of the distance by name ("exponential", "gaussian", ...) and parameters, as a
/// formula: `offset` + `p_center` times the function, and 0 where that is below `cutoff`. Parameters that
/// are absent have NEST's defaults; which ones there are is checked by the reader.
///
///     constant     1                               linear      1 + slope x
///     exponential  exp(-x / beta)                  gaussian    exp(-(x - mean)² / (2 std²))
///     gaussian2D   of dx, dy: mean_x, mean_y, std_x, std_y, rho
///     gamma        x^(kappa - 1) exp(-x / theta) / (theta^kappa Gamma(kappa))
[[nodiscard]] Expression named_kernel(std::string_view name,
                                      const std::map<std::string, double, std::less<>>& params);

}  // namespace callosum
