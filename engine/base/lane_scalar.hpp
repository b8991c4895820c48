#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

/// Mask, and the scalar functions that lane.hpp describes.
namespace callosum {

/// One bit for each value of a Pack, value 0 lowest. Scalars use bool in its place.
struct Mask {
    std::uint16_t bits = 0;
    [[nodiscard]] constexpr bool any() const { return bits != 0; }
    [[nodiscard]] constexpr bool none() const { return bits == 0; }
    friend constexpr Mask operator&(Mask a, Mask b) { return from(a.bits & b.bits); }
    friend constexpr Mask operator|(Mask a, Mask b) { return from(a.bits | b.bits); }
    friend constexpr Mask operator~(Mask a) { return from(~a.bits); }
    friend constexpr Mask operator!(Mask a) { return ~a; }
    friend constexpr bool operator==(Mask a, Mask b) = default;

  private:
    static constexpr Mask from(int word) { return {static_cast<std::uint16_t>(word)}; }
};

/// Returns a and not b.
[[nodiscard]] constexpr Mask andnot(Mask a, Mask b) { return a & ~b; }
[[nodiscard]] constexpr bool andnot(bool a, bool b) { return a && !b; }
[[nodiscard]] constexpr bool any(Mask a) { return a.any(); }
[[nodiscard]] constexpr bool any(bool a) { return a; }
[[nodiscard]] constexpr bool none(Mask a) { return a.none(); }
[[nodiscard]] constexpr bool none(bool a) { return !a; }

using std::abs;
using std::fma;  // a * b + c, rounded once
using std::sqrt;
[[nodiscard]] constexpr double min(double a, double b) { return a < b ? a : b; }
[[nodiscard]] constexpr float min(float a, float b) { return a < b ? a : b; }
[[nodiscard]] constexpr double max(double a, double b) { return a > b ? a : b; }
[[nodiscard]] constexpr float max(float a, float b) { return a > b ? a : b; }
/// Returns a where the mask is set, else b.
[[nodiscard]] constexpr double select(bool mask, double a, double b) { return mask ? a : b; }
[[nodiscard]] constexpr float select(bool mask, float a, float b) { return mask ? a : b; }

/// Exponent e and mantissa m of a positive normal x = m * 2^e with 1 <= m < 2. Other arguments give
/// meaningless numbers but no trap.
[[nodiscard, gnu::always_inline]] inline double exponent(double x) {
    // The word is 2^52 + biased exponent, put together from bits, so that no conversion is needed.
    const std::uint64_t biased = std::bit_cast<std::uint64_t>(x) >> 52;
    return std::bit_cast<double>(biased | 0x4330000000000000U) - (0x1p52 + 1023);
}
[[nodiscard, gnu::always_inline]] inline float exponent(float x) {
    const std::uint32_t biased = std::bit_cast<std::uint32_t>(x) >> 23;
    return std::bit_cast<float>(biased | 0x4B000000U) - (0x1p23F + 127);
}
[[nodiscard, gnu::always_inline]] inline double mantissa(double x) {
    const std::uint64_t fraction = std::bit_cast<std::uint64_t>(x) & 0x000FFFFFFFFFFFFFU;
    return std::bit_cast<double>(fraction | 0x3FF0000000000000U);
}
[[nodiscard, gnu::always_inline]] inline float mantissa(float x) {
    const std::uint32_t fraction = std::bit_cast<std::uint32_t>(x) & 0x007FFFFFU;
    return std::bit_cast<float>(fraction | 0x3F800000U);
}
/// Returns 2^n for an integral n in the range of normal numbers; 0 for n = -1023 (-127 for float).
/// The sum with the constant leaves n plus the bias in the lowest bits of the word.
[[nodiscard, gnu::always_inline]] inline double power_of_two(double n) {
    const auto low = std::bit_cast<std::uint64_t>(n + (0x1.8p52 + 1023));
    return std::bit_cast<double>(low << 52);
}
[[nodiscard, gnu::always_inline]] inline float power_of_two(float n) {
    const auto low = std::bit_cast<std::uint32_t>(n + (0x1.8p23F + 127));
    return std::bit_cast<float>(low << 23);
}
/// Returns x * 2^n, rounded once, for 1/2 <= |x| < 2 and integral |n| <= 1100 (160 for float). It
/// multiplies by two factors, the first product of which is exact.
[[nodiscard, gnu::always_inline]] inline double scale(double x, double n) {
    const double half = (n * 0.5 + 0x1.8p52) - 0x1.8p52;
    return x * power_of_two(half) * power_of_two(n - half);
}
[[nodiscard, gnu::always_inline]] inline float scale(float x, float n) {
    const float half = (n * 0.5F + 0x1.8p23F) - 0x1.8p23F;
    return x * power_of_two(half) * power_of_two(n - half);
}

}  // namespace callosum
