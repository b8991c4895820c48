#pragma once

#include <cstdint>
#include <type_traits>

#include "engine/base/registers_avx2.hpp"

/// Pack in 256-bit registers: four for double, two for float. A comparison stays in registers until
/// its bits are asked for, because moving them out and back costs more than the comparison.
namespace callosum::avx2 {

/// Pair of masks of half the size, applied recursively up to sixteen values; it converts to Mask
/// implicitly.
template <class M>
struct TwoMasks {
    static constexpr int size = 2 * M::size;
    M low, high;
    [[gnu::always_inline]] operator Mask() const {  // NOLINT(google-explicit-constructor)
        return {static_cast<std::uint16_t>(bits_of(*this))};
    }
};
template <class M>
[[nodiscard, gnu::always_inline]] inline unsigned bits_of(const TwoMasks<M>& mask) {
    return bits_of(mask.low) | bits_of(mask.high) << static_cast<unsigned>(M::size);
}
template <class M>
[[nodiscard, gnu::always_inline]] inline TwoMasks<M> operator&(const TwoMasks<M>& a,
                                                               const TwoMasks<M>& b) {
    return {a.low & b.low, a.high & b.high};
}
template <class M>
[[nodiscard, gnu::always_inline]] inline TwoMasks<M> operator|(const TwoMasks<M>& a,
                                                               const TwoMasks<M>& b) {
    return {a.low | b.low, a.high | b.high};
}
template <class M>
[[nodiscard, gnu::always_inline]] inline TwoMasks<M> andnot(const TwoMasks<M>& a,
                                                            const TwoMasks<M>& b) {
    return {andnot(a.low, b.low), andnot(a.high, b.high)};
}
template <class M>
[[nodiscard, gnu::always_inline]] inline Mask operator~(const TwoMasks<M>& a) {
    return ~Mask(a);
}
template <class M>
[[nodiscard, gnu::always_inline]] inline Mask operator!(const TwoMasks<M>& a) {
    return ~Mask(a);
}
template <class M>
[[nodiscard, gnu::always_inline]] inline bool any(const TwoMasks<M>& a) {
    return bits_of(a) != 0;
}
template <class M>
[[nodiscard, gnu::always_inline]] inline bool none(const TwoMasks<M>& a) {
    return bits_of(a) == 0;
}
template <int first, class M>
/// Turns bits first, first + 1, ... of a Mask into the register form.
[[nodiscard, gnu::always_inline]] inline TwoMasks<M> spread(Mask mask,
                                                            const TwoMasks<M>& /*kind*/) {
    return {spread<first>(mask, M()), spread<first + M::size>(mask, M())};
}

/// Pair of packs of half the size; every operation applies to both halves.
template <class P>
struct Two {
    using Scalar = typename P::Scalar;
    static constexpr int size = 2 * P::size;
    P low, high;

    Two() = default;
    [[gnu::always_inline]] Two(P a, P b) : low(a), high(b) {}
    [[gnu::always_inline]] explicit Two(Scalar x) : low(x), high(x) {}
    /// `from` must be 64-byte aligned, here and in the conversions below.
    [[nodiscard, gnu::always_inline]] static Two load(const Scalar* from) {
        return {P::load(from), P::load(from + P::size)};
    }
    [[gnu::always_inline]] void store(Scalar* to) const {
        low.store(to);
        high.store(to + P::size);
    }
    [[nodiscard, gnu::always_inline]] static Two from_u8(const std::uint8_t* from) {
        return {P::from_u8(from), P::from_u8(from + P::size)};
    }
    [[nodiscard, gnu::always_inline]] static Two from_int32(const std::int32_t* from) {
        return {P::from_int32(from), P::from_int32(from + P::size)};
    }
    [[nodiscard, gnu::always_inline]] static Two from_uint32(const std::uint32_t* from) {
        return {P::from_uint32(from), P::from_uint32(from + P::size)};
    }
    /// Rounds to nearest; the conversion to float goes by way of double and rounds twice.
    [[nodiscard, gnu::always_inline]] static Two from_int64(const std::int64_t* from) {
        return {P::from_int64(from), P::from_int64(from + P::size)};
    }
};
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> operator+(const Two<P>& a, const Two<P>& b) {
    return {a.low + b.low, a.high + b.high};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> operator-(const Two<P>& a, const Two<P>& b) {
    return {a.low - b.low, a.high - b.high};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> operator*(const Two<P>& a, const Two<P>& b) {
    return {a.low * b.low, a.high * b.high};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> operator/(const Two<P>& a, const Two<P>& b) {
    return {a.low / b.low, a.high / b.high};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> min(const Two<P>& a, const Two<P>& b) {
    return {min(a.low, b.low), min(a.high, b.high)};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> max(const Two<P>& a, const Two<P>& b) {
    return {max(a.low, b.low), max(a.high, b.high)};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> scale(const Two<P>& a, const Two<P>& b) {
    return {scale(a.low, b.low), scale(a.high, b.high)};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> operator-(const Two<P>& a) {
    return {-(a.low), -(a.high)};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> abs(const Two<P>& a) {
    return {abs(a.low), abs(a.high)};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> sqrt(const Two<P>& a) {
    return {sqrt(a.low), sqrt(a.high)};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> exponent(const Two<P>& a) {
    return {exponent(a.low), exponent(a.high)};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> mantissa(const Two<P>& a) {
    return {mantissa(a.low), mantissa(a.high)};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> power_of_two(const Two<P>& a) {
    return {power_of_two(a.low), power_of_two(a.high)};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> fma(const Two<P>& a, const Two<P>& b,
                                                    const Two<P>& c) {
    return {fma(a.low, b.low, c.low), fma(a.high, b.high, c.high)};
}
template <class P>
using MasksOf = TwoMasks<decltype(P() < P())>;
template <class P>
[[nodiscard, gnu::always_inline]] inline MasksOf<P> operator<(const Two<P>& a, const Two<P>& b) {
    return {a.low < b.low, a.high < b.high};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline MasksOf<P> operator<=(const Two<P>& a, const Two<P>& b) {
    return {a.low <= b.low, a.high <= b.high};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline MasksOf<P> operator>(const Two<P>& a, const Two<P>& b) {
    return {a.low > b.low, a.high > b.high};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline MasksOf<P> operator>=(const Two<P>& a, const Two<P>& b) {
    return {a.low >= b.low, a.high >= b.high};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline MasksOf<P> operator==(const Two<P>& a, const Two<P>& b) {
    return {a.low == b.low, a.high == b.high};
}
/// a where the mask is set, else b.
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> select(const MasksOf<P>& mask, const Two<P>& a,
                                                       const Two<P>& b) {
    return {select(mask.low, a.low, b.low), select(mask.high, a.high, b.high)};
}
template <class P>
[[nodiscard, gnu::always_inline]] inline Two<P> select(Mask mask, const Two<P>& a,
                                                       const Two<P>& b) {
    return select(spread<0>(mask, MasksOf<P>()), a, b);
}

template <class T>
using Pack = std::conditional_t<sizeof(T) == 8, Two<Two<Doubles>>, Two<Floats>>;

}  // namespace callosum::avx2
