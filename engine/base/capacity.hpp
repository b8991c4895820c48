#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace callosum {

/// Returns the elements for which a container has room that has doubled until n of them fit.
[[nodiscard]] inline double doubled_capacity(double n) {
    return n <= 0 ? 0
                  : static_cast<double>(std::bit_ceil(static_cast<std::uint64_t>(std::ceil(n))));
}

}  // namespace callosum
