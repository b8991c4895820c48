#pragma once

#include <cstdint>
#include <type_traits>

#include "engine/base/lane.hpp"

namespace callosum {

/// Mask of a Twin. Comparisons give the mask type of their packs, which converts to TwinOf<Mask>
/// implicitly.
template <class M>
struct TwinOf {
    M first, second;
    [[gnu::always_inline]] operator TwinOf<Mask>() const  // NOLINT(google-explicit-constructor)
        requires(!std::is_same_v<M, Mask>)
    {
        return {first, second};
    }
    [[gnu::always_inline]] friend constexpr auto operator&(const TwinOf& a, const TwinOf& b) {
        return TwinOf{a.first & b.first, a.second & b.second};
    }
    [[gnu::always_inline]] friend constexpr auto operator|(const TwinOf& a, const TwinOf& b) {
        return TwinOf{a.first | b.first, a.second | b.second};
    }
    [[gnu::always_inline]] friend constexpr TwinOf<Mask> operator!(const TwinOf& a) {
        return {!a.first, !a.second};
    }
    [[nodiscard, gnu::always_inline]] friend constexpr TwinOf andnot(const TwinOf& a,
                                                                     const TwinOf& b) {
        return {andnot(a.first, b.first), andnot(a.second, b.second)};
    }
    [[nodiscard, gnu::always_inline]] friend constexpr bool none(const TwinOf& a) {
        return none(a.first) && none(a.second);
    }
};
using TwinMask = TwinOf<Mask>;

/// Two packs that go through the same operations side by side. Models whose step is a long chain of
/// dependent operations use it: a single pack would wait for each of its results. It has the
/// operations of lane.hpp that those models need.
template <class P>
struct Twin {
    using Scalar = typename P::Scalar;
    static constexpr int size = 2 * P::size;
    P first, second;

    Twin() = default;
    [[gnu::always_inline]] explicit Twin(Scalar x) : first(x), second(x) {}
    [[gnu::always_inline]] Twin(P a, P b) : first(a), second(b) {}

    /// `from` must be 64-byte aligned, here and in the conversions below.
    [[nodiscard, gnu::always_inline]] static Twin load(const Scalar* from) {
        return {P::load(from), P::load(from + P::size)};
    }
    [[gnu::always_inline]] void store(Scalar* to) const {
        first.store(to);
        second.store(to + P::size);
    }
    [[nodiscard, gnu::always_inline]] static Twin from_uint32(const std::uint32_t* from) {
        return {P::from_uint32(from), P::from_uint32(from + P::size)};
    }

    [[nodiscard, gnu::always_inline]] friend Twin operator+(const Twin& a, const Twin& b) {
        return {a.first + b.first, a.second + b.second};
    }
    [[nodiscard, gnu::always_inline]] friend Twin operator-(const Twin& a, const Twin& b) {
        return {a.first - b.first, a.second - b.second};
    }
    [[nodiscard, gnu::always_inline]] friend Twin operator*(const Twin& a, const Twin& b) {
        return {a.first * b.first, a.second * b.second};
    }
    [[nodiscard, gnu::always_inline]] friend Twin operator/(const Twin& a, const Twin& b) {
        return {a.first / b.first, a.second / b.second};
    }
    [[nodiscard, gnu::always_inline]] friend Twin operator-(const Twin& a) {
        return {-a.first, -a.second};
    }
    [[nodiscard, gnu::always_inline]] friend Twin fma(const Twin& a, const Twin& b, const Twin& c) {
        return {fma(a.first, b.first, c.first), fma(a.second, b.second, c.second)};
    }
    [[nodiscard, gnu::always_inline]] friend Twin abs(const Twin& a) {
        return {abs(a.first), abs(a.second)};
    }
    [[nodiscard, gnu::always_inline]] friend Twin min(const Twin& a, const Twin& b) {
        return {min(a.first, b.first), min(a.second, b.second)};
    }
    [[nodiscard, gnu::always_inline]] friend Twin max(const Twin& a, const Twin& b) {
        return {max(a.first, b.first), max(a.second, b.second)};
    }
    [[nodiscard, gnu::always_inline]] friend Twin exponent(const Twin& a) {
        return {exponent(a.first), exponent(a.second)};
    }
    [[nodiscard, gnu::always_inline]] friend Twin mantissa(const Twin& a) {
        return {mantissa(a.first), mantissa(a.second)};
    }
    [[nodiscard, gnu::always_inline]] friend Twin power_of_two(const Twin& n) {
        return {power_of_two(n.first), power_of_two(n.second)};
    }
    [[nodiscard, gnu::always_inline]] friend Twin scale(const Twin& a, const Twin& n) {
        return {scale(a.first, n.first), scale(a.second, n.second)};
    }
    [[nodiscard, gnu::always_inline]] friend auto operator<(const Twin& a, const Twin& b) {
        return TwinOf<decltype(a.first < b.first)>{a.first < b.first, a.second < b.second};
    }
    [[nodiscard, gnu::always_inline]] friend auto operator>=(const Twin& a, const Twin& b) {
        return TwinOf<decltype(a.first >= b.first)>{a.first >= b.first, a.second >= b.second};
    }
    [[nodiscard, gnu::always_inline]] friend auto operator<=(const Twin& a, const Twin& b) {
        return TwinOf<decltype(a.first <= b.first)>{a.first <= b.first, a.second <= b.second};
    }
    [[nodiscard, gnu::always_inline]] friend auto operator>(const Twin& a, const Twin& b) {
        return TwinOf<decltype(a.first > b.first)>{a.first > b.first, a.second > b.second};
    }
    [[nodiscard, gnu::always_inline]] friend auto operator==(const Twin& a, const Twin& b) {
        return TwinOf<decltype(a.first == b.first)>{a.first == b.first, a.second == b.second};
    }
    /// Returns a where the mask is set, else b.
    template <class M>
    [[nodiscard, gnu::always_inline]] friend Twin select(const TwinOf<M>& mask, const Twin& a,
                                                         const Twin& b) {
        return {select(mask.first, a.first, b.first), select(mask.second, a.second, b.second)};
    }
};

namespace detail {
template <class P>
struct LaneTraits<Twin<P>> {
    using Scalar = typename P::Scalar;
    using MaskType = TwinMask;
};
}  // namespace detail

}  // namespace callosum
