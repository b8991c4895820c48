#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <type_traits>

#include "engine/base/lane.hpp"
#include "engine/base/normal_tables.hpp"

/// The functions of math.hpp as templates over V = double or Pack<double>, exp_ and log_ also over
/// float and Pack<float>. Every V runs the same sequence of IEEE operations, so scalars and lanes
/// agree bit for bit. Series are Taylor's, cut where the remainder is below 0.1 ulp.
namespace callosum::math {

namespace detail {

/// Constants of one precision. `ln2_high + ln2_low` is ln 2; `ln2_head` has few enough bits for its
/// product with any exponent to be exact.
template <class T>
struct Constants;
template <>
struct Constants<double> {
    static constexpr double round = 0x1.8p52;
    static constexpr double log2_e = 0x1.71547652b82fep+0;
    static constexpr double ln2_high = 0x1.62e42fefa39efp-1, ln2_low = 0x1.abc9e3b39803fp-56;
    static constexpr double ln2_head = 0x1.62e42fefp-1, ln2_rest = 0x1.473de6af278edp-34;
    static constexpr double exp_least = -746, exp_most = 710, lift = 54;
    static constexpr double flush_least = -709, flush_most = 709;
    static constexpr std::size_t exp_terms = 12, log_terms = 10;
};
template <>
struct Constants<float> {
    static constexpr float round = 0x1.8p23F;
    static constexpr float log2_e = 0x1.715476p+0F;
    static constexpr float ln2_high = 0x1.62e43p-1F, ln2_low = -0x1.05c61p-29F;
    static constexpr float ln2_head = 0x1.62e4p-1F, ln2_rest = 0x1.7f7d1cp-20F;
    static constexpr float exp_least = -105, exp_most = 89, lift = 24;
    static constexpr float flush_least = -88, flush_most = 88;
    static constexpr std::size_t exp_terms = 7, log_terms = 5;
};

template <class V>
[[nodiscard, gnu::always_inline]] inline V constant(double x) {
    return V(static_cast<scalar_of<V>>(x));
}

/// Evaluates c[0] + c[1] x + c[2] x^2 + ... by Horner's scheme.
template <class V, class T, std::size_t N>
[[nodiscard, gnu::always_inline]] inline V polynomial(V x, const std::array<T, N>& c) {
    V sum(c[N - 1]);
    for (std::size_t i = N - 1; i-- > 0;) { sum = fma(sum, x, V(c[i])); }
    return sum;
}

/// Returns the nearest integer, ties to even, for |x| < 2^51 (2^22 for float).
template <class V>
[[nodiscard, gnu::always_inline]] inline V nearest(V x) {
    const V shift(Constants<scalar_of<V>>::round);
    return (x + shift) - shift;
}

/// Coefficients sign^k / (first + stride k)!. Factorials are exact up to 18!.
template <class T, std::size_t N>
[[nodiscard]] consteval std::array<T, N> inverse_factorials(int first, int stride, double sign) {
    std::array<T, N> c{};
    double factorial = 1;
    for (int i = 2; i <= first; ++i) { factorial *= i; }
    double power = 1;
    for (std::size_t k = 0; k < N; ++k, power *= sign) {
        c[k] = static_cast<T>(power / factorial);
        for (int i = 0; i < stride; ++i) { factorial *= ++first; }
    }
    return c;
}

/// Coefficients 2 / (2 k + 3): the series of log((1 + s) / (1 - s)) behind its first term.
template <class T, std::size_t N>
[[nodiscard]] consteval std::array<T, N> atanh_series() {
    std::array<T, N> c{};
    for (std::size_t k = 0; k < N; ++k) {
        c[k] = static_cast<T>(2.0 / static_cast<double>(2 * k + 3));
    }
    return c;
}

/// Result of splitting an exponential: exp(x + low) = 2^n (1 + p) with |p| < 0.42.
template <class V>
struct Exponential {
    V n, p;
};
/// Reduces x to r = x - n ln 2 with |r| <= ln 2 / 2, in two parts, and sums the series of exp(r) -
/// 1.
template <class V>
[[nodiscard, gnu::always_inline]] inline Exponential<V> split_exp(V x, V low) {
    using C = Constants<scalar_of<V>>;
    static constexpr auto series = inverse_factorials<scalar_of<V>, C::exp_terms>(2, 1, 1);
    const V n = nearest(x * V(C::log2_e));
    const V high = fma(-n, V(C::ln2_high), x);  // exact
    const V rest = fma(-n, V(C::ln2_low), low);
    const V r = high + rest;
    const V r_low = (high - r) + rest;
    return {n, r + fma(r * r, polynomial(r, series), r_low)};
}

/// Returns exp(x + low) for a small correction `low`; x must be within the clamp of exp_.
template <class V>
[[nodiscard, gnu::always_inline]] inline V exp_sum(V x, V low) {
    const auto e = split_exp(x, low);
    return scale(V(scalar_of<V>(1)) + e.p, e.n);
}

/// Result of splitting a logarithm: x = (1 + f) 2^e with sqrt(1/2) <= 1 + f < sqrt(2).
template <class V>
struct Logarithm {
    V e, f;
};
/// Splits a finite x > 0; subnormal numbers are scaled up first.
template <class V>
[[nodiscard, gnu::always_inline]] inline Logarithm<V> split_log(V x) {
    using T = scalar_of<V>;
    using C = Constants<T>;
    const auto tiny = x < V(std::numeric_limits<T>::min());
    const V normal = select(tiny, x * V(T(C::lift == 54 ? 0x1p54 : 0x1p24)), x);
    const V m = mantissa(normal);
    const auto upper = m > constant<V>(0x1.6a09e667f3bcdp+0);
    const V e = exponent(normal) + select(upper, V(T(1)), V(T(0)));
    return {e - select(tiny, V(C::lift), V(T(0))), select(upper, m * V(T(0.5)), m) - V(T(1))};
}

/// Returns e ln 2 + log(1 + f) + low. With s = f / (2 + f), log(1 + f) = 2 s + s r; 2 s is written
/// as f - (f^2 / 2 - s f^2 / 2), which keeps the rounding error of s out of the leading terms.
template <class V>
[[nodiscard, gnu::always_inline]] inline V log_sum(V e, V f, V low) {
    using C = Constants<scalar_of<V>>;
    static constexpr auto series = atanh_series<scalar_of<V>, C::log_terms>();
    const V s = f / (constant<V>(2) + f);
    const V z = s * s;
    const V half_square = constant<V>(0.5) * f * f;
    const V r = z * polynomial(z, series);
    const V rest = fma(s, half_square + r, fma(e, V(C::ln2_rest), low));
    return fma(e, V(C::ln2_head), f - (half_square - rest));
}

/// Returns `value` where x is an ordinary positive number, else the limits of a logarithm.
template <class V>
[[nodiscard, gnu::always_inline]] inline V with_log_limits(V x, V value) {
    using Limits = std::numeric_limits<scalar_of<V>>;
    const V zero(scalar_of<V>(0));
    value = select(x <= V(Limits::max()), value, x);  // +inf and NaN return themselves
    value = select(x == zero, V(-Limits::infinity()), value);
    return select(x < zero, V(Limits::quiet_NaN()), value);
}

}  // namespace detail

/// exp(x) for any x; NaN stays NaN.
template <class V>
[[nodiscard, gnu::always_inline]] inline V exp_(V x) {
    using C = detail::Constants<scalar_of<V>>;
    const V inside = min(max(x, V(C::exp_least)), V(C::exp_most));
    const V y = detail::exp_sum(inside, V(scalar_of<V>(0)));
    return select(x == x, y, x);
}

/// exp(x) at two thirds of the cost, for results that matter only as normal numbers: smaller ones
/// may come out as 0, and the largest is 2^1023 (2^127). NaN is not allowed.
template <class V>
[[nodiscard, gnu::always_inline]] inline V exp_flushed_(V x) {
    using C = detail::Constants<scalar_of<V>>;
    const V inside = min(max(x, V(C::flush_least)), V(C::flush_most));
    const auto e = detail::split_exp(inside, V(scalar_of<V>(0)));
    return (V(scalar_of<V>(1)) + e.p) * power_of_two(e.n);
}

/// exp(x) - 1 without cancellation near 0: 2^n p + (2^n - 1), where 2^n - 1 is exact for moderate
/// n.
template <class V>
[[nodiscard, gnu::always_inline]] inline V expm1_(V x) {
    using C = detail::Constants<double>;
    const V inside = min(max(x, V(-50.0)), V(C::exp_most));
    const auto e = detail::split_exp(inside, V(0.0));
    const V power = scale(V(1.0), min(e.n, V(60.0)));
    const V near = fma(power, e.p, power - V(1.0));
    const V y = select(e.n > V(55.0), scale(V(1.0) + e.p, e.n), near);
    return select(abs(x) < V(0x1p-60), x, select(x == x, y, x));  // keeps -0 and NaN
}

/// log(x) for any x: NaN below 0, -inf at 0, subnormal numbers included.
template <class V>
[[nodiscard, gnu::always_inline]] inline V log_(V x) {
    const auto [e, f] = detail::split_log(x);
    return detail::with_log_limits(x, detail::log_sum(e, f, V(scalar_of<V>(0))));
}

/// log(x) at two thirds of the cost, for normal x > 0. The result for 0 and subnormal numbers is
/// finite, and at most the logarithm of the smallest normal number plus 1.
template <class V>
[[nodiscard, gnu::always_inline]] inline V log_normal_(V x) {
    const V zero(scalar_of<V>(0));
    const V one(scalar_of<V>(1));
    const V m = mantissa(x);
    const auto upper = m > detail::constant<V>(0x1.6a09e667f3bcdp+0);
    const V e = exponent(x) + select(upper, one, zero);
    const V f = select(upper, m * detail::constant<V>(0.5), m) - one;
    return detail::log_sum(e, f, zero);
}

/// log(1 + x): the rounding error of 1 + x enters as a correction.
template <class V>
[[nodiscard, gnu::always_inline]] inline V log1p_(V x) {
    const V one(1.0);
    const V u = one + x;
    const V shift = u - one;
    const V low = (one - (u - shift)) + (x - shift);  // rounding error of u
    const auto [e, f] = detail::split_log(u);
    const auto near = e == V(0.0);
    const V y = detail::log_sum(e, select(near, x, f), select(near, V(0.0), low / u));
    return select(abs(x) < V(0x1p-60), x, detail::with_log_limits(u, y));
}

/// exp(y log x) with the logarithm in two doubles, because y multiplies its error.
template <class V>
[[nodiscard, gnu::always_inline]] inline V pow_(V x, V y) {
    using C = detail::Constants<double>;
    static constexpr auto series = detail::atanh_series<double, C::log_terms>();
    const auto [e, f] = detail::split_log(x);
    const V d = V(2.0) + f;
    const V d_low = f - (d - V(2.0));
    const V s = f / d;
    const V s_low = fma(-s, d_low, fma(-s, d, f)) / d;
    const V z = s * s;
    const V tail = fma(V(2.0), s_low, s * (z * detail::polynomial(z, series)));
    const V head = e * V(C::ln2_head);
    const V lead = head + (s + s);
    const V added = lead - head;
    const V lost = (head - (lead - added)) + ((s + s) - added);
    const V rest = lost + fma(e, V(C::ln2_rest), tail);
    const V sum = lead + rest;
    // sum + log_low is log x to about 100 bits.
    const V log_low = (lead - sum) + rest;
    const V high = y * sum;
    // high + low is y log x; `low` matters only where it is a correction.
    const V low = fma(y, log_low, fma(y, sum, -high));
    const V inside = min(max(high, V(C::exp_least)), V(C::exp_most));
    const V limit = exp_(y * detail::with_log_limits(x, sum));
    const auto ordinary = (x > V(0.0)) & (x <= V(std::numeric_limits<double>::max()));
    const auto moderate = abs(low) < V(1.0);
    const V value = detail::exp_sum(inside, select(moderate, low, V(0.0)));
    return select(y == V(0.0), V(1.0), select(ordinary, value, limit));
}

namespace detail {
/// Returns sin(x + quarter * pi / 2) by Cody and Waite's reduction with pi / 2 in two doubles.
template <class V>
[[nodiscard, gnu::always_inline]] inline V sine(V x, V quarter) {
    static constexpr auto sin_series = inverse_factorials<double, 8>(3, 2, -1);
    static constexpr auto cos_series = inverse_factorials<double, 8>(4, 2, -1);
    const V n = nearest(x * V(0x1.45f306dc9c883p-1));
    const V high = fma(-n, V(0x1.921fb54442d18p+0), x);  // exact for |x| <= 1e6
    const V rest = -n * V(0x1.1a62633145c07p-54);
    const V r = high + rest;
    const V low = (high - r) + rest;
    const V z = r * r;
    const V s = r + fma(-(r * z), polynomial(z, sin_series), low);
    const V half = V(0.5) * z;
    const V top = V(1.0) - half;
    const V c = top + (((V(1.0) - top) - half) + fma(z * z, polynomial(z, cos_series), -(r * low)));
    const V turn = n + quarter;
    const V q = turn - V(4.0) * nearest(turn * V(0.25));  // quadrant, -2 .. 2
    const V y = select(abs(q) == V(1.0), c, s);
    return select((q == V(-1.0)) | (abs(q) == V(2.0)), -y, y);
}
}  // namespace detail

template <class V>
[[nodiscard, gnu::always_inline]] inline V sin_(V x) {
    return detail::sine(x, V(0.0));
}
template <class V>
[[nodiscard, gnu::always_inline]] inline V cos_(V x) {
    return detail::sine(x, V(1.0));
}

/// Standard normal distribution function as density times Mills's ratio M(t) = (1 - Phi(t)) /
/// phi(t). (t + 5) M(t) is a polynomial in (t - 5) / (t + 5) that covers all t >= 0 to 3e-16.
template <class V>
// Beyond 38.6 the tail is below the smallest normal number.
[[nodiscard, gnu::always_inline]] inline V normal_cdf_(V x) {
    const V t = min(abs(x), V(38.6));
    const V inverse = V(1.0) / (t + V(5.0));
    const V mills = detail::polynomial((t - V(5.0)) * inverse, detail::mills_ratio) * inverse;
    const V square = t * t;
    const V square_low = fma(t, t, -square);
    const V density = detail::exp_sum(V(-0.5) * square, V(-0.5) * square_low);
    const V tail = density * (mills * V(0x1.9884533d43651p-2));  // 1 / sqrt(2 pi)
    return select(x == x, select(x > V(0.0), V(1.0) - tail, tail), x);
}

/// Algorithm AS 241 (Wichura 1988), PPND16: a rational function of p - 1/2 in the middle and of
/// sqrt(-log p) in the tails. One division serves both.
template <class V>
[[nodiscard, gnu::always_inline]] inline V normal_quantile_(V p) {
    using detail::polynomial;
    const V q = p - V(0.5);
    const V z = fma(-q, q, V(0.180625));
    const V r = sqrt(-log_(min(p, V(1.0) - p)));
    const V near = r - V(1.6);
    V numerator = polynomial(near, detail::quantile_near.numerator);
    V denominator = polynomial(near, detail::quantile_near.denominator);
    const auto far = r > V(5.0);
    if (any(far)) [[unlikely]] {
        const V beyond = r - V(5.0);
        numerator = select(far, polynomial(beyond, detail::quantile_far.numerator), numerator);
        denominator =
            select(far, polynomial(beyond, detail::quantile_far.denominator), denominator);
    }
    const auto middle = abs(q) <= V(0.425);
    const V magnitude =
        select(middle, abs(q) * polynomial(z, detail::quantile_middle.numerator), numerator) /
        select(middle, polynomial(z, detail::quantile_middle.denominator), denominator);
    const V x = select(q < V(0.0), -magnitude, magnitude);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const V lower = select(p > V(0.0), x, V(-infinity));
    return select(p == p, select(p < V(1.0), lower, V(infinity)), p);
}

}  // namespace callosum::math
