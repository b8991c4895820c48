#pragma once

#include <string>

#include "network/describe/network.hpp"

namespace callosum {

/// The first thing in which two checked descriptions differ, as "projections.EE.rule"; empty where they say the
/// same. Unlike operator== of their parts this looks into lists, trains and samples, and reads them if need be.
[[nodiscard]] std::string first_difference(const Description& a, const Description& b);

}  // namespace callosum
