#pragma once

#include <cstdint>

namespace callosum {

/// Halves of a number, as words of a counter.
[[nodiscard]] constexpr std::uint32_t low_word(std::uint64_t x) {
    return static_cast<std::uint32_t>(x);
}
[[nodiscard]] constexpr std::uint32_t high_word(std::uint64_t x) {
    return static_cast<std::uint32_t>(x >> 32);
}

}  // namespace callosum
