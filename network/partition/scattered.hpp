#pragma once

#include <string>

#include "network/describe/network.hpp"

namespace callosum {

/// The name of a population with places whose neighbours by index are no nearer to each other than any others,
/// as in a file in no order; empty if there is none. A region would then own a few neurons here and there, in
/// many short ranges.
[[nodiscard]] std::string scattered_population(const Description& description);

}  // namespace callosum
