#pragma once

#include <array>
#include <string_view>
#include <type_traits>
#include <utility>

#include "engine/base/math_lanes.hpp"
#include "models/compensated.hpp"
#include "models/model.hpp"
#include "models/neuron/iaf_fields.hpp"

/// Gates m, h and n, the membrane and the integration scheme of Hodgkin-Huxley neurons.
///
/// One part of length h moves V by h / 2, all gates by h, then V by h / 2. Each equation is linear
/// in the variable that it moves and takes the trapezoidal rule, so a part is symmetric and its
/// error has even powers of h only. A step is done in several passes side by side, in n, n + 1, ...
/// parts, and their results are extrapolated: two passes give fourth order, three sixth. The time
/// is proportional to the total number of parts.
///
/// Alternatives that were rejected: RK4 needs four evaluations of the rates per part, and at dt =
/// 0.1 ms at least 12 in all, because with 4 it is unstable at the rates of a spike. Exponential
/// Euler for the gates, as often used, costs an exponential each and has a larger error.
/// Fourth-order compositions with negative parts need as many evaluations for the same error.
namespace callosum::hh {

/// Parameter "substeps": the number of parts of the coarsest pass.
inline constexpr Field substeps(double default_value, std::string_view doc) {
    return {"substeps", "1", default_value, 1, 1000, false, doc, {}, FieldKind::whole};
}
/// Refractory period, which only suppresses spikes: V follows its equations meanwhile.
inline constexpr Field t_ref{
    "t_ref", "ms", 2, 0, 5000, false, "shortest interval of two spikes, rounded to the grid"};

/// Steady state of the squid axon's gates at -65 mV, the default initial state.
inline constexpr double squid_m = 0.05293248525724958;
inline constexpr double squid_h = 0.5961207535084603;
inline constexpr double squid_n = 0.3176769140606974;

/// State variable of a gate, within [0, 1].
inline constexpr Field gate(std::string_view name, double default_value, std::string_view doc) {
    return {name, "1", default_value, 0, 1, false, doc};
}

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

/// State of a neuron. V is relative to E_K, which removes one term from the sum of currents.
template <class V>
struct Cell {
    V v, m, h, n;
};

/// Conductances (nS) and potentials (mV) relative to E_K; leak = g_L E_L, and `origin` is the zero
/// of the rates.
template <class V>
struct Membrane {
    V g_Na, E_Na, g_K, g_L, leak, origin;
};

/// Step lengths of a part of length h: 2 / h for each gate (1/ms, divided by q10 and the scale of
/// its rates), and 4 C / h for the membrane.
template <class V>
struct Part {
    Gates<V> gates;
    V membrane;
};

/// Linear form of the membrane equation: C dV/dt = pull - conductance V.
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

/// A variable that a pass moves. Single precision sums up its changes since the start of the step,
/// which are small beside it, so that hardly anything is lost until they are added to the state.
template <class V, bool Changes = is_single<V>>
struct Moving {
    V x;
    Moving() = default;
    [[gnu::always_inline]] Moving(V start, V) : x(start) {}
    [[nodiscard, gnu::always_inline]] V at() const { return x; }
    [[gnu::always_inline]] void add(V change) { x = x + change; }
    [[gnu::always_inline]] void add(V gain, V slope) { x = fma(gain, slope, x); }
};
template <class V>
struct Moving<V, true> {
    V start, moved;
    Moving() = default;
    [[gnu::always_inline]] Moving(V from, V rest) : start(from), moved(rest) {}
    [[nodiscard, gnu::always_inline]] V at() const { return start + moved; }
    [[gnu::always_inline]] void add(V change) { moved = moved + change; }
    [[gnu::always_inline]] void add(V gain, V slope) { moved = fma(gain, slope, moved); }
};

// Trapezoidal rule for V over half a part (half), for V over two halves that meet (two_halves), and
// for a gate over a part (relax). Nothing changes between two halves that meet, so one division
// serves both. A gate whose rates exceed 2 / h would overshoot and goes to its steady state
// instead.
template <class V>
[[gnu::always_inline]] inline void half(Moving<V>& v, const Flow<V>& f, const Part<V>& h) {
    const V change = fma(-f.conductance, v.at(), f.pull) / (h.membrane + f.conductance);
    v.add(change + change);
}
template <class V>
[[gnu::always_inline]] inline void two_halves(Moving<V>& v, const Flow<V>& f, const Part<V>& h) {
    const V sum = h.membrane + f.conductance;
    const V gain = (number<V>(4) * h.membrane) / (sum * sum);
    v.add(gain, fma(-f.conductance, v.at(), f.pull));
}
template <class V>
[[gnu::always_inline]] inline void relax(Moving<V>& x, const Gate<V>& gate, V h) {
    const V twice = gate.total + gate.total;
    const V change =
        fma(-gate.total, x.at(), gate.open) / max(fma(h, gate.unit, gate.total), twice);
    x.add(change + change);
}

/// State of one of the passes of a step.
template <class V, class Synapses>
struct Pass {
    Moving<V> v, m, h, n;
    Synapses synapses;
    [[nodiscard, gnu::always_inline]] Cell<V> cell() const {
        return {v.at(), m.at(), h.at(), n.at()};
    }
};
/// Moves all gates over a part; V stays as it is.
template <class Kinetics, class V, class Synapses>
[[gnu::always_inline]] inline void move_gates(Pass<V, Synapses>& pass, const Membrane<V>& membrane,
                                              const Part<V>& h) {
    const auto rates = Kinetics::at(pass.v.at() - membrane.origin);
    relax(pass.m, rates.m, h.gates.m);
    relax(pass.h, rates.h, h.gates.h);
    relax(pass.n, rates.n, h.gates.n);
}
/// Moves V over the half that ends a part and, unless the part is the `last` one, over the half
/// that begins the next.
template <class V, class Synapses>
[[gnu::always_inline]] inline void move_membrane(Pass<V, Synapses>& pass,
                                                 const Membrane<V>& membrane, const Part<V>& h,
                                                 bool last) {
    pass.synapses.advance();
    const auto f = flow(pass.cell(), membrane, pass.synapses.flow());
    last ? half(pass.v, f, h) : two_halves(pass.v, f, h);
}

/// Coefficients of a step. The extrapolated state is last + sum over the other passes of weight *
/// (pass - last).
template <class V, std::size_t Passes>
struct Coeffs {
    Membrane<V> membrane;
    std::array<Part<V>, Passes> h;
    std::array<V, Passes - 1> weight;
};

/// Computes the coefficients; `n` is the number of parts of the coarsest pass. The weights are
/// those of Richardson extrapolation in h^2.
template <class Kinetics>
[[nodiscard]] Coeffs<double, Kinetics::passes> coeffs(const Membrane<double>& membrane, double dt,
                                                      double c_m, double q10, double n) {
    constexpr std::size_t passes = Kinetics::passes;
    Coeffs<double, passes> k{membrane, {}, {}};
    const auto square = [n](std::size_t i) {
        const double parts = n + static_cast<double>(i);
        return parts * parts;
    };
    for (std::size_t i = 0; i < passes; ++i) {
        const double h = dt / (n + static_cast<double>(i));
        const auto s = Kinetics::scale;
        k.h[i] = {{2 / (h * q10 * s.m), 2 / (h * q10 * s.h), 2 / (h * q10 * s.n)}, 4 * c_m / h};
        if (i + 1 == passes) { break; }
        k.weight[i] = 1;
        for (std::size_t j = 0; j < passes; ++j) {
            if (j != i) { k.weight[i] *= square(i) / (square(i) - square(j)); }
        }
    }
    return k;
}

/// Advances the passes First + I by one part each, interleaved, because each alone is a chain of
/// dependent operations. `ends` says that this is the last part of pass First.
template <class Kinetics, std::size_t First, class P, class V, std::size_t Passes, std::size_t... I>
[[gnu::always_inline]] inline void take_part(std::array<P, Passes>& passes,
                                             const Coeffs<V, Passes>& k, bool ends,
                                             std::index_sequence<I...>) {
    (move_gates<Kinetics>(passes[First + I], k.membrane, k.h[First + I]), ...);
    (move_membrane(passes[First + I], k.membrane, k.h[First + I], ends && I == 0), ...);
}
/// Advances all passes from First on until pass First ends, then recursively those that remain.
template <class Kinetics, std::size_t First, class P, class V, std::size_t Passes>
[[gnu::always_inline]] inline void take_parts(std::array<P, Passes>& passes,
                                              const Coeffs<V, Passes>& k, int n, int done) {
    constexpr std::make_index_sequence<Passes - First> all;
    for (; done + 1 < n; ++done) { take_part<Kinetics, First>(passes, k, false, all); }
    take_part<Kinetics, First>(passes, k, true, all);
    if constexpr (First + 1 < Passes) { take_parts<Kinetics, First + 1>(passes, k, n + 1, n); }
}

/// Starts all passes from one state: the first half part of V has the same flow in each of them.
/// `rest` holds the rounding errors of the state, in its order; null in double precision.
template <class V, class Synapses, std::size_t Passes, std::size_t... I>
[[nodiscard, gnu::always_inline]] inline std::array<Pass<V, Synapses>, Passes> begin(
    const Cell<V>& start, const V* rest, const Flow<V>& first, const Coeffs<V, Passes>& k,
    const std::array<Synapses, Passes>& synapses, std::index_sequence<I...>) {
    const auto from = [rest](V x, std::size_t i) __attribute__((always_inline)) {
        return Moving<V>(x, is_single<V> ? rest[i] : x);
    };
    std::array passes{Pass<V, Synapses>{from(start.v, 0), from(start.m, 1), from(start.h, 2),
                                        from(start.n, 3), synapses[I]}...};
    (half(passes[I].v, first, k.h[I]), ...);
    return passes;
}

/// Extrapolates one variable from its values at the end of all passes, and keeps the rounding error
/// of the result where there is a place for it.
template <class V, class P, std::size_t Passes>
[[gnu::always_inline]] inline void extrapolate(V& x, Moving<V> P::*which, V* rest,
                                               const std::array<P, Passes>& passes,
                                               const Coeffs<V, Passes>& k) {
    const auto at = [&](std::size_t i) __attribute__((always_inline)) {
        const Moving<V>& moving = passes[i].*which;
        if constexpr (is_single<V>) {
            return moving.moved;
        } else {
            return moving.x;
        }
    };
    const V last = at(Passes - 1);
    V sum = last;
    for (std::size_t i = 0; i + 1 < Passes; ++i) { sum = fma(k.weight[i], at(i) - last, sum); }
    if constexpr (is_single<V>) {
        V lost = number<V>(0);  // the old error is part of what the passes moved
        add_compensated(x, lost, sum);
        *rest = lost;
    } else {
        x = sum;
    }
}

/// Columns of a Cell whose rounding errors single precision keeps: all four, which must be the first
/// of a model's state.
inline constexpr std::array<std::size_t, 4> compensated{0, 1, 2, 3};

/// Moves a neuron over one step in n, n + 1, ... parts. `synapses` has one entry for each pass:
/// flow() is its present effect, advance() takes it over a part. `rest` is StepInput::rest.
template <class Kinetics, class V, class Synapses, std::size_t Passes>
[[gnu::always_inline]] inline void advance(Cell<V>& s, V* rest, const Coeffs<V, Passes>& k, int n,
                                           const std::array<Synapses, Passes>& synapses) {
    using P = Pass<V, Synapses>;
    const auto first = flow(s, k.membrane, synapses[0].flow());
    auto passes = begin(s, rest, first, k, synapses, std::make_index_sequence<Passes>{});
    take_parts<Kinetics, 0>(passes, k, n, 0);
    const auto error = [rest](std::size_t i) { return is_single<V> ? rest + i : nullptr; };
    extrapolate(s.v, &P::v, error(0), passes, k);
    extrapolate(s.m, &P::m, error(1), passes, k);
    extrapolate(s.h, &P::h, error(2), passes, k);
    extrapolate(s.n, &P::n, error(3), passes, k);
}

}  // namespace callosum::hh
