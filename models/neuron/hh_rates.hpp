#pragma once

#include <array>
#include <cstddef>
#include <type_traits>

#include "engine/base/lane.hpp"

/// Rates of the gates of Hodgkin-Huxley neurons, with one exponential for all of them.
namespace callosum::hh {

template <class V>
[[nodiscard, gnu::always_inline]] inline V number(double x) {
    return V(static_cast<scalar_of<V>>(x));
}

template <class V>
inline constexpr bool is_single = std::is_same_v<scalar_of<V>, float>;

/// Rates of a gate in 1/ms: opening = scale * open / unit, opening plus closing = scale * total /
/// unit, all of them >= 0, with a constant `scale` of the kinetics. Keeping the denominators of the
/// rates apart leaves one division for each gate, and folding the scale into the step length saves
/// a product.
template <class V>
struct Gate {
    V open, total, unit;
};
template <class V>
struct Gates {
    V m, h, n;
};
template <class V>
struct Rates {
    Gate<V> m, h, n;
};

/// The fraction gain d / power, with power = exp(d / width) - 1, as top / bottom, both >= 0. Near d
/// = 0, where that difference cancels, it is the series. `gained` is gain * d.
template <class V>
struct Linoid {
    V top, bottom;
};
template <class V>
[[nodiscard, gnu::always_inline]] inline Linoid<V> linoid(V gained, V power, double width,
                                                          double gain = 1) {
    constexpr bool is_double = std::is_same_v<scalar_of<V>, double>;
    const double limit = width * gain;
    V series = fma(gained, number<V>(-0.5), number<V>(limit));
    if constexpr (!is_double) {
        series = fma(gained * gained, number<V>(1 / (12 * limit)), series);
    }
    const V size = abs(gained);
    const auto near = size < number<V>(limit * (is_double ? 3e-5 : 0.1));
    return {select(near, series, size), select(near, number<V>(1), abs(power))};
}

/// Coefficients of the Taylor series of exp(-u / 1440).
template <class T>
[[nodiscard]] consteval std::array<T, 8> slow_exponential() {
    std::array<T, 8> c{};
    double term = 1;
    for (std::size_t i = 0; i < c.size(); ++i) {
        c[i] = static_cast<T>(term);
        term *= -1.0 / 1440 / static_cast<double>(i + 1);
    }
    return c;
}
/// A power y of an exponential. Single precision keeps y - 1: raising y itself to the 72nd power would
/// multiply its rounding error by 72, while that of y - 1 stays small near y = 1.
template <class V>
struct Power {
    V kept;
    [[nodiscard, gnu::always_inline]] friend Power operator*(const Power& a, const Power& b) {
        if constexpr (is_single<V>) {
            return {fma(a.kept, b.kept, a.kept + b.kept)};
        } else {
            return {a.kept * b.kept};
        }
    }
    [[nodiscard, gnu::always_inline]] V value() const {
        if constexpr (is_single<V>) {
            return number<V>(1) + kept;
        } else {
            return kept;
        }
    }
    /// Returns gain y + constant.
    [[nodiscard, gnu::always_inline]] V linear(double gain, double constant) const {
        return fma(kept, number<V>(gain), number<V>(is_single<V> ? gain + constant : constant));
    }
};

/// Returns exp(-u / 360) for |u| <= 250 (275 in single precision). The relative error is 1e-13 for |u|
/// <= 110 and 1e-10 beyond, where rates are so small or large that a gate sits at its limit. Estrin's
/// scheme shortens the chain of dependent operations, which limits the speed.
template <class V>
[[nodiscard, gnu::always_inline]] inline Power<V> exp_small(V u) {
    static constexpr auto c = slow_exponential<scalar_of<V>>();
    const V square = u * u;
    V high = fma(u, V(c[5]), V(c[4]));
    if constexpr (is_single<V>) {
        const V low = fma(square, fma(u, V(c[3]), V(c[2])), u * V(c[1]));
        const Power<V> z{fma(square * square, high, low)};
        const auto z2 = z * z;
        return z2 * z2;
    } else {
        const V low = fma(square, fma(u, V(c[3]), V(c[2])), fma(u, V(c[1]), V(c[0])));
        high = fma(square, fma(u, V(c[7]), V(c[6])), high);
        const V z = fma(square * square, high, low);
        const V z2 = z * z;
        return {z2 * z2};
    }
}

/// Rates of the squid axon (Hodgkin and Huxley 1952), V in mV with rest at -65. All exponentials
/// are powers of a single one, y = exp(-u / 720). In single precision it is that of u - 20, because
/// powers are most precise near 1, and differences of them matter where u is 10 or 25.
struct SquidRates {
    static constexpr std::size_t passes = 3;
    static constexpr Gates<double> scale{0.1, 0.07, 0.01};
    template <class V>
    [[nodiscard, gnu::always_inline]] static Rates<V> at(V v) {
        constexpr bool shifted = is_single<V>;
        constexpr double exp_1_4 = shifted ? 0.7788007830714049 : 1;    // exp(-20 / 80)
        constexpr double exp_10_9 = shifted ? 0.32919298780790557 : 1;  // exp(-20 / 18)
        constexpr double exp_1 = shifted ? 0.36787944117144233 : 1;
        constexpr double exp_2 = shifted ? 0.1353352832366127 : 1;
        const V u = v + number<V>(65);
        V from = u;
        if constexpr (shifted) { from = v + number<V>(45); }
        const auto y = exp_small(min(max(from, number<V>(-250)), number<V>(250)) * number<V>(0.5));
        const auto y2 = y * y;
        const auto y4 = y2 * y2;
        const auto y9 = y4 * y4 * y;
        const auto y18 = y9 * y9;
        const auto y36 = y18 * y18;
        const auto y72 = y36 * y36;
        const auto m = linoid(number<V>(25) - u, y72.linear(exp_2 * 12.182493960703473, -1), 10);
        const auto n = linoid(number<V>(10) - u, y72.linear(exp_2 * 2.718281828459045, -1), 10);
        const V unit_h = y72.linear(exp_2 * 20.085536923187668, 1);
        V open_h = y36.value();
        if constexpr (shifted) { open_h = number<V>(exp_1) * open_h; }
        open_h = open_h * unit_h;
        return {
            {m.top, fma(number<V>(exp_10_9 * 40) * (y36 * y4).value(), m.bottom, m.top), m.bottom},
            {open_h, open_h + number<V>(1 / 0.07), unit_h},
            {n.top, fma(number<V>(exp_1_4 * 12.5) * y9.value(), n.bottom, n.top), n.bottom}};
    }
};

/// Rates of Traub and Miles (1991) as in Brette et al. (2007), V in mV from the threshold V_T. All
/// exponentials are powers of y = exp(-u / 360), in single precision of u - 25.
struct TraubRates {
    static constexpr std::size_t passes = 2;
    static constexpr Gates<double> scale{0.32, 0.128 * 2.5713844347880298, 0.032};
    template <class V>
    [[nodiscard, gnu::always_inline]] static Rates<V> at(V v) {
        constexpr bool shifted = is_single<V>;
        constexpr double exp_5_8 = shifted ? 0.5352614285189903 : 1;     // exp(-25 / 40)
        constexpr double exp_25_18 = shifted ? 0.24935220877729622 : 1;  // exp(-25 / 18)
        constexpr double exp_5 = shifted ? 0.006737946999085467 : 1;
        constexpr double exp_25_4 = shifted ? 0.0019304541362277093 : 1;
        const V one = number<V>(1);
        const V u = min(max(v, number<V>(-150)), number<V>(250));
        V from = u;
        if constexpr (shifted) { from = u - number<V>(25); }
        const auto y = exp_small(from);
        const auto y2 = y * y;
        const auto y4 = y2 * y2;
        const auto y9 = y4 * y4 * y;
        const auto y18 = y9 * y9;
        const auto y36 = y18 * y18;
        const auto y72 = y36 * y36;
        constexpr double exp_8 = exp_5 * 2980.9579870417283;
        const V power = number<V>(exp_8) * y72.value();  // exp((40 - u) / 5)
        V beyond = power - one;
        if constexpr (shifted) { beyond = y72.linear(exp_8, -1); }
        const auto m =
            linoid(number<V>(13) - u, (y72 * y18).linear(exp_25_4 * 25.790339917193062, -1), 4);
        const auto shut = linoid(fma(u, number<V>(-0.875), number<V>(35)), beyond, 5, 0.28 / 0.32);
        const auto n = linoid(number<V>(15) - u, y72.linear(exp_5 * 20.085536923187668, -1), 5);
        const V open_m = m.top * shut.bottom;
        const V unit_h = power + one;
        V open_h = (y18 * y2).value();
        if constexpr (shifted) { open_h = number<V>(exp_25_18) * open_h; }
        open_h = open_h * unit_h;
        const V shut_n = number<V>(exp_5_8 * (0.5 * 1.2840254166877414 / scale.n)) * y9.value();
        return {{open_m, fma(power * shut.top, m.bottom, open_m), m.bottom * shut.bottom},
                {open_h, open_h + number<V>(4 / scale.h), unit_h},
                {n.top, fma(shut_n, n.bottom, n.top), n.bottom}};
    }
};

}  // namespace callosum::hh
