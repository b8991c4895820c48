#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "models/compensated.hpp"
#include "models/model.hpp"
#include "models/neuron/hh_rates.hpp"
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
