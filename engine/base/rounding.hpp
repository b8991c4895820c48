#pragma once

#include <bit>
#include <cstdint>

namespace callosum {

/// Returns the nearest integer of |x| < 2^51 by adding 1.5 * 2^52, which vectorises and calls no
/// library function.
[[nodiscard]] inline std::int64_t nearest_integer(double x) {
    constexpr double magic = 6755399441055744.0;
    return std::bit_cast<std::int64_t>(x + magic) - std::bit_cast<std::int64_t>(magic);
}

}  // namespace callosum
