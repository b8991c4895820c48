#pragma once

#include <string>

#include "network/describe/network.hpp"

namespace callosum {

/// Returns the name of a population whose neighbours by index are no nearer to each other than any
/// others, as in a table in no order; empty if there is none. A region would own a few neurons here
/// and there of it, in many short ranges.
[[nodiscard]] std::string scattered_population(const Description& description);

}  // namespace callosum
