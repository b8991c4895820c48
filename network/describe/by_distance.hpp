#pragma once

#include "network/describe/network.hpp"

namespace callosum {

/// The range that a weight or delay can have where distances go from 0 to `farthest`, as a distribution:
/// sound at its ends, and constant where only one value is possible.
[[nodiscard]] Distribution range_of(const ByDistance& value, double farthest);

/// Gives the projections with weights or delays by distance the range of these. What cannot be known
/// yet (ends without positions) is left alone; the check finds it.
void set_ranges(Description& description);

}  // namespace callosum
