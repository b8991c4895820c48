#pragma once

#include "engine/base/lane.hpp"

namespace callosum {

/// The mask of a Twin.
struct TwinMask {
    Mask first, second;
    friend constexpr TwinMask operator&(TwinMask a, TwinMask b) {
        return {a.first & b.first, a.second & b.second};
    }
    friend constexpr TwinMask operator|(TwinMask a, TwinMask b) {
        return {a.first | b.first, a.second | b.second};
    }
};
[[nodiscard]] constexpr TwinMask andnot(TwinMask a, TwinMask b) {
    return {andnot(a.first, b.first), andnot(a.second, b.second)};
}

/// Two packs that go through the same operations side by side, for models whose step is a chain so long
/// that one pack alone would wait for each of its results. The vocabulary of lane.hpp as far as they
/// need it.
template <class P>
struct Twin {
    using Scalar = typename P::Scalar;
    P first, second;

    Twin() = default;
    [[gnu::always_inline]] explicit Twin(Scalar x) : first(x), second(x) {}
    [[gnu::always_inline]] Twin(P a, P b) : first(a), second(b) {}

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
    [[nodiscard, gnu::always_inline]] friend TwinMask operator<(const Twin& a, const Twin& b) {
        return {a.first < b.first, a.second < b.second};
    }
    [[nodiscard, gnu::always_inline]] friend TwinMask operator>=(const Twin& a, const Twin& b) {
        return {a.first >= b.first, a.second >= b.second};
    }
    /// a where the mask is set, else b.
    [[nodiscard, gnu::always_inline]] friend Twin select(const TwinMask& mask, const Twin& a,
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
