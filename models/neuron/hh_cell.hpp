#pragma once

#include <array>
#include <string_view>
#include <type_traits>

#include "engine/base/math_lanes.hpp"
#include "models/model.hpp"
#include "models/neuron/iaf_fields.hpp"

/// What neurons of Hodgkin and Huxley's kind share: gates m, h and n, the membrane, and the scheme.
///
/// One sub-step of length h is V over h/2, all gates over h, V over h/2. Each part is linear in
/// what it moves and takes the trapezoidal rule, so one sub-step is symmetric and its error has even
/// powers of h alone. A step is done twice, with n and with n + 1 sub-steps, and the two results are
/// extrapolated: fourth order for 2 n + 1 evaluations of the rates. (RK4 needs four per sub-step, and
/// at dt = 0.1 ms at least 12 in all: with 4 it is unstable at the rates of a spike. Exponential Euler
/// for the gates, as often used, costs an exponential each and has a larger error.)
namespace callosum::hh {

inline constexpr Field substeps{"substeps",
                                "1",
                                3,
                                1,
                                1000,
                                false,
                                "n: a step is done in n and in n + 1 parts and extrapolated",
                                {},
                                FieldKind::whole};
inline constexpr Field t_ref{
    "t_ref", "ms", 2, 0, 5000, false, "shortest interval of two spikes, rounded to the grid"};

/// Steady state of the squid axon's gates at -65 mV.
inline constexpr double squid_m = 0.05293248525724958;
inline constexpr double squid_h = 0.5961207535084603;
inline constexpr double squid_n = 0.3176769140606974;

inline constexpr Field gate(std::string_view name, double standard, std::string_view doc) {
    return {name, "1", standard, 0, 1, false, doc};
}

template <class V>
[[nodiscard, gnu::always_inline]] inline V number(double x) {
    return V(static_cast<scalar_of<V>>(x));
}

/// Opening rate = scale open / unit, opening and closing rate together = scale total / unit, in 1/ms,
/// with a constant `scale` of the kinetics. With the denominators of the rates kept apart one division
/// is enough for a gate, and with the scale inside the step length a product less.
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

/// x / (exp(x) - 1) as top / bottom, where power * factor = exp(x); its series where the difference
/// cancels.
template <class V>
struct Linoid {
    V top, bottom;
};
template <class V>
[[nodiscard, gnu::always_inline]] inline Linoid<V> linoid(V x, V power, double factor) {
    constexpr bool is_double = std::is_same_v<scalar_of<V>, double>;
    const V one = number<V>(1);
    V series = fma(x, number<V>(-0.5), one);
    if constexpr (!is_double) { series = fma(x * x, number<V>(1.0 / 12), series); }
    const auto near = abs(x) < number<V>(is_double ? 3e-5 : 0.1);
    return {select(near, series, x), select(near, one, fma(power, number<V>(factor), -one))};
}

/// Taylor's series of exp(-u / 1440).
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
/// exp(-u / 360) for |u| <= 250: to 1e-13 for |u| <= 110, to 1e-10 beyond, where rates are so small or
/// so large that a gate is at its limit.
template <class V>
[[nodiscard, gnu::always_inline]] inline V exp_small(V u) {
    static constexpr auto series = slow_exponential<scalar_of<V>>();
    const V z = math::detail::polynomial(u, series);
    const V square = z * z;
    return square * square;
}

/// The rates of the squid axon (Hodgkin and Huxley 1952), V in mV with rest at -65. All exponentials
/// are powers of one.
struct SquidRates {
    static constexpr Gates<double> scale{1, 0.07, 0.1};
    template <class V>
    [[nodiscard, gnu::always_inline]] static Rates<V> at(V v) {
        const V u = v + number<V>(65);
        const V y = exp_small(min(max(u, number<V>(-250)), number<V>(250)) * number<V>(0.5));
        const V y2 = y * y;
        const V y4 = y2 * y2;
        const V y9 = y4 * y4 * y;
        const V y18 = y9 * y9;
        const V y36 = y18 * y18;
        const V y72 = y36 * y36;
        const V tenth = number<V>(-0.1);
        const auto m = linoid(fma(u, tenth, number<V>(2.5)), y72, 12.182493960703473);
        const auto n = linoid(fma(u, tenth, number<V>(1)), y72, 2.718281828459045);
        const V unit_h = fma(y72, number<V>(20.085536923187668), number<V>(1));
        const V open_h = y36 * unit_h;
        return {{m.top, fma(number<V>(4) * (y36 * y4), m.bottom, m.top), m.bottom},
                {open_h, open_h + number<V>(1 / 0.07), unit_h},
                {n.top, fma(number<V>(1.25) * y9, n.bottom, n.top), n.bottom}};
    }
};

/// The rates of Traub and Miles (1991) as in Brette et al. (2007), V in mV from the threshold V_T.
struct TraubRates {
    static constexpr double exp_8 = 2980.9579870417283;
    static constexpr Gates<double> scale{1.28, 0.128 * 2.5713844347880298, 0.16};
    template <class V>
    [[nodiscard, gnu::always_inline]] static Rates<V> at(V u) {
        const V near = min(max(u, number<V>(-150)), number<V>(250));
        const V y = exp_small(near);
        const V y2 = y * y;
        const V y4 = y2 * y2;
        const V y9 = y4 * y4 * y;
        const V y18 = y9 * y9;
        const V y36 = y18 * y18;
        const V y72 = y36 * y36;
        const V fifth = number<V>(-0.2);
        const auto m =
            linoid(fma(near, number<V>(-0.25), number<V>(3.25)), y72 * y18, 25.790339917193062);
        const auto shut = linoid(fma(near, fifth, number<V>(8)), y72, exp_8);
        const auto n = linoid(fma(near, fifth, number<V>(3)), y72, 20.085536923187668);
        const V open_m = m.top * shut.bottom;
        const V shut_m = number<V>(1.4 / scale.m * exp_8) * y72 * shut.top;
        const V unit_h = fma(y72, number<V>(exp_8), number<V>(1));
        const V open_h = y18 * y2 * unit_h;
        const V shut_n = number<V>(0.5 * 1.2840254166877414 / scale.n) * y9;
        return {{open_m, fma(shut_m, m.bottom, open_m), m.bottom * shut.bottom},
                {open_h, open_h + number<V>(4 / scale.h), unit_h},
                {n.top, fma(shut_n, n.bottom, n.top), n.bottom}};
    }
};

/// Potential, relative to E_K (one term less in the sum of currents), and gates.
template <class V>
struct Cell {
    V v, m, h, n;
};

/// Conductances, and potentials relative to E_K; leak = g_L E_L, `origin` is 0 of the rates.
template <class V>
struct Membrane {
    V g_Na, E_Na, g_K, g_L, leak, origin;
};

/// The length h of a sub-step: that of each gate (ms, times q10 and its scale), h / C and h / (4 C).
template <class V>
struct Substep {
    Gates<V> gates;
    V whole, quarter;
};

/// C dV/dt = pull - conductance V.
template <class V>
struct Flow {
    V conductance, pull;
};
template <class V>
[[nodiscard, gnu::always_inline]] inline Flow<V> flow(const Cell<V>& c, const Membrane<V>& k,
                                                      const Flow<V>& synaptic) {
    const V sodium = k.g_Na * (c.m * c.m) * (c.m * c.h);
    const V square = c.n * c.n;
    const V potassium = k.g_K * (square * square);
    return {(synaptic.conductance + k.g_L) + (sodium + potassium),
            fma(sodium, k.E_Na, k.leak + synaptic.pull)};
}

// The trapezoidal rule, for V over half a sub-step, V over two halves that meet (nothing differs
// between them, so one division does both), and the gates over a sub-step.
template <class V>
[[gnu::always_inline]] inline void half(V& v, const Flow<V>& f, const Substep<V>& h) {
    const V change = (h.quarter + h.quarter) * fma(-f.conductance, v, f.pull);
    v = v + change / fma(h.quarter, f.conductance, number<V>(1));
}
template <class V>
[[gnu::always_inline]] inline void two_halves(V& v, const Flow<V>& f, const Substep<V>& h) {
    const V damping = number<V>(1) / fma(h.quarter, f.conductance, number<V>(1));
    const V change = h.whole * fma(-f.conductance, v, f.pull);
    v = fma(change * damping, damping, v);
}
template <class V>
[[gnu::always_inline]] inline void relax(V& x, const Gate<V>& gate, V h) {
    const V change = h * fma(-gate.total, x, gate.open);
    x = x + change / fma(number<V>(0.5) * h, gate.total, gate.unit);
}
template <class Kinetics, class V>
[[gnu::always_inline]] inline void move_gates(Cell<V>& c, const Membrane<V>& k,
                                              const Substep<V>& h) {
    const auto rates = Kinetics::at(c.v - k.origin);
    relax(c.m, rates.m, h.gates.m);
    relax(c.h, rates.h, h.gates.h);
    relax(c.n, rates.n, h.gates.n);
}

/// Coefficients of a step: of the coarse and of the fine pass.
template <class V>
struct Coeffs {
    Membrane<V> membrane;
    std::array<Substep<V>, 2> h;
    V beyond;  ///< n^2 / (2 n + 1): what is added of the difference of the two
};

template <class Kinetics>
[[nodiscard]] Coeffs<double> coeffs(const Membrane<double>& membrane, double dt, double c_m,
                                    double q10, double n) {
    Coeffs<double> k{membrane, {}, n * n / (2 * n + 1)};
    for (std::size_t i = 0; i < 2; ++i) {
        const double h = dt / (n + static_cast<double>(i));
        const auto scale = Kinetics::scale;
        k.h[i] = {
            {h * q10 * scale.m, h * q10 * scale.h, h * q10 * scale.n}, h / c_m, h / (4 * c_m)};
    }
    return k;
}

/// One step in n and in n + 1 parts side by side (each alone is a chain that waits for itself).
/// `synapses` holds them for both passes: flow() is their state, advance() takes them over a part.
template <class Kinetics, class V, class Synapses>
[[nodiscard, gnu::always_inline]] inline Cell<V> advance(const Cell<V>& start, const Coeffs<V>& k,
                                                         int n, std::array<Synapses, 2> synapses) {
    auto coarse = start;
    auto fine = start;
    const auto both = flow(start, k.membrane, synapses[0].flow());
    half(coarse.v, both, k.h[0]);
    half(fine.v, both, k.h[1]);
    for (int i = 1;; ++i) {
        move_gates<Kinetics>(coarse, k.membrane, k.h[0]);
        move_gates<Kinetics>(fine, k.membrane, k.h[1]);
        synapses[0].advance();
        synapses[1].advance();
        two_halves(fine.v, flow(fine, k.membrane, synapses[1].flow()), k.h[1]);
        if (i == n) { break; }
        two_halves(coarse.v, flow(coarse, k.membrane, synapses[0].flow()), k.h[0]);
    }
    half(coarse.v, flow(coarse, k.membrane, synapses[0].flow()), k.h[0]);
    move_gates<Kinetics>(fine, k.membrane, k.h[1]);
    synapses[1].advance();
    half(fine.v, flow(fine, k.membrane, synapses[1].flow()), k.h[1]);
    return {fma(k.beyond, fine.v - coarse.v, fine.v), fma(k.beyond, fine.m - coarse.m, fine.m),
            fma(k.beyond, fine.h - coarse.h, fine.h), fma(k.beyond, fine.n - coarse.n, fine.n)};
}

}  // namespace callosum::hh
