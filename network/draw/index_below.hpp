#pragma once

#include <cstdint>

namespace callosum {

/// Maps two words to an index below n. The bias of a probability is below 2^-64.
[[nodiscard]] constexpr std::uint32_t below(std::uint32_t high, std::uint32_t low,
                                            std::uint32_t n) {
    return static_cast<std::uint32_t>(
        (std::uint64_t{high} * n + ((std::uint64_t{low} * n) >> 32)) >> 32);
}

}  // namespace callosum
