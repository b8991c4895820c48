#pragma once

#include <bit>
#include <cstdint>

namespace callosum {

/// Nearest integer of |x| < 2^51 by adding 1.5 * 2^52: vectorises, and needs no mode of the C library.
[[nodiscard]] inline std::int64_t nearest_integer(double x) {
    constexpr double magic = 6755399441055744.0;
    return std::bit_cast<std::int64_t>(x + magic) - std::bit_cast<std::int64_t>(magic);
}

}  // namespace callosum
