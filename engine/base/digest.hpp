#pragma once

#include <cstdint>
#include <string>

/// Digests that do not depend on order: sums modulo 2^64 of mixed items, to which ranks and threads
/// can add their parts in any order.
namespace callosum {

/// Finaliser of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
/// generators", OOPSLA'14), a bijection of 64-bit words. mix(0) = 0.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31);
}

/// Contribution of one spike to `spike_digest`. Distinct for all gids and steps below 2^32.
[[nodiscard]] constexpr std::uint64_t spike_hash(std::uint64_t gid, std::uint64_t step) {
    return mix((gid << 32) + step);
}

/// Formats x as 16 lower-case hexadecimal digits.
[[nodiscard]] inline std::string hex16(std::uint64_t x) {
    std::string text(16, '0');
    for (std::size_t i = text.size(); i-- > 0; x >>= 4) { text[i] = "0123456789abcdef"[x & 15]; }
    return text;
}

}  // namespace callosum
