#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

#include "engine/base/math_lanes.hpp"
#include "models/compensated.hpp"
#include "models/neuron/conductance.hpp"

/// Parameters and the sub-step that the adaptive exponential integrate-and-fire models share. The
/// sub-step splits the membrane symmetrically into parts that have a closed form:
///   half of w' = (a (V - E_L) - w) / tau_w;
///   half of the linear membrane C V' = -G(t) V + J(t) - w;
///   all of C V' = g_L Delta_T exp((V - V_th) / Delta_T);  then the first two halves again.
/// The solution of the exponential part,
///   exp(-(V(t) - V_th) / Delta_T) = exp(-(V(0) - V_th) / Delta_T) - g_L t / C,
/// also gives the finite time at which V reaches V_peak. A spike is therefore found without small
/// steps, and the rest of the sub-step after it starts from V_reset.
namespace callosum::aeif {

/// Positions of the common parameters. Every model's table starts with them in this order; the
/// field in slot V_th may have another name.
enum Param : std::size_t {
    V_peak,
    V_reset,
    t_ref,
    g_L,
    C_m,
    E_L,
    Delta_T,
    tau_w,
    a,
    b,
    V_th,
    I_e,
    substeps,
    n_params
};
inline constexpr std::array<Field, n_params> params{
    Field{"V_peak", "mV", 0, -unbounded, unbounded, false, "potential at which a spike is cut"},
    Field{"V_reset", "mV", -60, -unbounded, unbounded, false,
          "potential after a spike, below V_peak"},
    iaf::with_default(iaf::t_ref, 0),
    Field{"g_L", "nS", 30, 0, unbounded, true, "leak conductance"},
    iaf::with_default(iaf::C_m, 281),
    iaf::with_default(iaf::E_L, -70.6),
    Field{"Delta_T", "mV", 2, 0, unbounded, false,
          "sharpness of the upstroke; 0: none, and the threshold is V_th"},
    Field{"tau_w", "ms", 144, 0, unbounded, true, "time constant of the adaptation current"},
    Field{"a", "nS", 4, -unbounded, unbounded, false, "adaptation per potential"},
    Field{"b", "pA", 80.5, -unbounded, unbounded, false, "adaptation per spike"},
    Field{"V_th", "mV", -50.4, -unbounded, unbounded, false, "threshold of the upstroke"},
    iaf::I_e,
    Field{"substeps",
          "1",
          2,
          1,
          1000,
          false,
          "parts into which a step is divided",
          {},
          FieldKind::whole}};

/// State variable w, common to these models.
inline constexpr Field adaptation{"w", "pA", 0, -unbounded, unbounded, false, "adaptation current"};
inline constexpr Field V_m = iaf::with_default(iaf::V_m, -70.6);

/// Order that the parameters must have. V_th may equal V_peak, V_reset may not.
inline constexpr std::array<FieldOrder, 2> orders{
    {{"V_reset", "V_peak"}, {"V_th", "V_peak", true}}};

/// Parameter table of a model: the common fields, followed by those it adds.
template <std::size_t N>
[[nodiscard]] constexpr std::array<Field, n_params + N> params_and(
    const std::array<Field, N>& added) {
    std::array<Field, n_params + N> all{};
    std::copy(params.begin(), params.end(), all.begin());
    std::copy(added.begin(), added.end(), all.begin() + n_params);
    return all;
}

/// Coefficients of a sub-step of length h. Potentials are relative to E_L; "half" is h / 2.
template <class V>
struct Coeffs {
    V i_e, leak, per_pA;                        ///< g_L half / C, half / C
    V slope, inverse_slope, v_th, strength;     ///< Delta_T, 1 / Delta_T, V_th, g_L h / C
    V u_peak, crossing, e_reset;                ///< scaled potentials, see `prepare`
    V v_peak, v_reset, holds;                   ///< holds: 1 where t_ref keeps V at V_reset
    V w_keep, w_pull, w_rate, w_slope, w_jump;  ///< w_rate: half / tau_w
    V w_fall;                                   ///< w_keep - 1, for single precision
};

/// Coefficients from `p`, which starts with the common parameters. `after` is the value of V_th
/// right after a spike, which the upstroke from V_reset meets.
[[nodiscard]] inline Coeffs<double> prepare(std::span<const double> p, double dt, double after) {
    const double h = dt / p[substeps];
    const bool sharp = p[Delta_T] == 0;
    Coeffs<double> k{};
    k.i_e = p[I_e];
    k.leak = p[g_L] * h / 2 / p[C_m];
    k.per_pA = h / 2 / p[C_m];
    k.slope = p[Delta_T];
    // With Delta_T = 0 the upstroke is the identity, and the spike is found at the end of a
    // sub-step.
    k.inverse_slope = sharp ? 0 : 1 / p[Delta_T];
    k.v_th = p[V_th] - p[E_L];
    k.strength = sharp ? 0 : p[g_L] * h / p[C_m];
    k.u_peak = sharp ? 0 : math::exp((p[V_th] - p[V_peak]) / p[Delta_T]);
    // The exponential part takes V from V_th + crossing or above to V_peak within h.
    k.crossing = sharp ? unbounded : -p[Delta_T] * math::log(k.strength + k.u_peak);
    k.e_reset = sharp ? 0 : math::exp((p[V_reset] - after) / p[Delta_T]);
    k.v_peak = (sharp ? p[V_th] : p[V_peak]) - p[E_L];
    k.v_reset = p[V_reset] - p[E_L];
    k.holds = iaf::steps(p[t_ref], dt) > 0 ? 1 : 0;
    k.w_keep = math::exp(-h / 2 / p[tau_w]);
    k.w_fall = math::expm1(-h / 2 / p[tau_w]);
    k.w_pull = -p[a] * math::expm1(-h / 2 / p[tau_w]);
    k.w_rate = h / 2 / p[tau_w];
    k.w_slope = p[a];
    k.w_jump = p[b];
    return k;
}

/// Integrals of G / C and J / C over half a sub-step (a, b), and phi(a) = (1 - exp(-a)) / a.
template <class V>
struct Sums {
    V a, b, phi;
};

/// V after half a sub-step of the linear part, with w held constant.
template <class V>
[[nodiscard, gnu::always_inline]] inline V relax(V v, V w, const Coeffs<V>& k,
                                                 const Sums<V>& sums) {
    return fma(fma(-sums.a, v, fma(-k.per_pA, w, sums.b)), sums.phi, v);
}

template <class V>
inline constexpr bool is_single = std::is_same_v<scalar_of<V>, float>;

/// Returns x after a decay by `keep`; `fall` is keep - 1 with all its digits. Single precision has
/// only the first of them in `keep`, and every step would err to the same side.
template <class V>
[[nodiscard, gnu::always_inline]] inline V decayed(V x, V keep, V fall) {
    if constexpr (is_single<V>) {
        return fma(fall, x, x);
    } else {
        return keep * x;
    }
}

/// Returns log(1 - x) in single precision; `ratio` is 1 - x, rounded. Its rounding error is a large
/// part of a small x.
template <class V>
[[nodiscard, gnu::always_inline]] inline V log_of_rest(V x, V ratio) {
    const V one(scalar_of<V>(1));
    return math::log_(ratio) + ((one - ratio) - min(x, one));
}

/// Result of the exponential part over a sub-step. `left` is (time left - half) / half after a
/// spike, where "time left" is the part of the sub-step that follows it, and 0 elsewhere. V is the
/// sum of `from` and `change`.
template <class V>
struct Upstroke {
    V v;
    mask_of<V> spiked;
    V left;
    V from, change;
};
/// The numbers of Coeffs that may differ by neuron.
template <class V>
struct Threshold {
    V v_th, u_peak, crossing;
};
/// Moves V through the exponential part. `error` is the rounding error of v, 0 in double precision.
template <class V>
[[nodiscard, gnu::always_inline]] inline Upstroke<V> upstroke(V v, const Coeffs<V>& k,
                                                              const Threshold<V>& at,
                                                              mask_of<V> held, V error) {
    using T = scalar_of<V>;
    const V one(T(1));
    const V zero(T(0));
    const V least(T(1e-30));  // keeps the logarithm of replaced lanes finite
    V above = v - at.v_th;
    if constexpr (is_single<V>) { above = above + error; }
    const V e = math::exp_(above * k.inverse_slope);
    const mask_of<V> spiked = andnot(v >= at.v_th + at.crossing, held);
    V used = k.strength * e;
    V ratio = max(fma(-k.strength, e, one), least);
    V from = v;
    V left = zero;
    if (any(spiked))
        [[unlikely]] {  // saves a division; no lane depends on whether the branch is taken
        const V passed = min(max((one / e - at.u_peak) / k.strength, zero), one);
        const V rest = one - passed;
        left = select(spiked, fma(rest, V(T(2)), -one), zero);
        from = select(spiked, k.v_reset, v);
        used = select(spiked, (k.strength * k.e_reset) * rest, used);
        ratio = select(spiked, max(fma(-(k.strength * k.e_reset), rest, one), least), ratio);
    }
    if constexpr (is_single<V>) {
        const V change = -(k.slope * log_of_rest(used, ratio));
        return {from + change, spiked, left, from, change};
    } else {
        return {fma(-k.slope, math::log_(ratio), from), spiked, left, from, zero};
    }
}

template <class V>
struct Cell {
    V v, w;
};

/// Moves a neuron over one sub-step and returns the mask of lanes that spiked. The jumps at a spike
/// are moved to its exact time to first order, so that the scheme keeps its order; V stays at
/// V_reset where `holds`.
template <class V>
[[nodiscard, gnu::always_inline]] inline mask_of<V> sub_step(Cell<V>& s, const Coeffs<V>& k,
                                                             const Sums<V>& first,
                                                             const Sums<V>& second,
                                                             mask_of<V> held) {
    V w = fma(k.w_keep, s.w, k.w_pull * s.v);
    const V before = relax(s.v, w, k, first);
    auto up = upstroke(before, k, {k.v_th, k.u_peak, k.crossing}, held, V(scalar_of<V>(0)));
    if (any(up.spiked)) [[unlikely]] {
        const V drift = fma(k.w_slope, k.v_reset - before, -k.w_jump);
        w = select(up.spiked, w + fma(up.left * k.w_rate, drift, k.w_jump), w);
        const V pull = fma(-second.a, k.v_reset, fma(-k.per_pA, w, second.b));
        up.v = fma(up.left, pull, up.v);
    }
    V v = relax(up.v, w, k, second);
    v = select(held | (up.spiked & (k.holds > V(scalar_of<V>(0)))), k.v_reset, v);
    w = fma(k.w_keep, w, k.w_pull * v);
    // The second half can take V to V_peak too. Such a spike counts at the end of the sub-step.
    const mask_of<V> late = andnot(v >= k.v_peak, held | up.spiked);
    const mask_of<V> spiked = up.spiked | late;
    s.v = select(late, k.v_reset, v);
    s.w = select(late, w + k.w_jump, w);
    return spiked;
}

/// Columns of a model's state whose rounding errors single precision keeps: those of Cell, which must
/// be the first of its state.
inline constexpr std::array<std::size_t, 2> compensated{0, 1};

/// A variable in single precision, as `start` and its change since the start of the step, which begins
/// with the rounding error of `start`. The sum of the changes is small, so little is lost in it.
template <class V>
struct Fine {
    V start, moved;
    [[nodiscard, gnu::always_inline]] V at() const { return start + moved; }
    [[gnu::always_inline]] void add(V change) { moved = moved + change; }
    /// Puts an exact value in some lanes.
    [[gnu::always_inline]] void put(mask_of<V> where, V exact) {
        start = select(where, exact, start);
        moved = select(where, V(scalar_of<V>(0)), moved);
    }
    /// Adds a large change in some lanes; the others keep their bits.
    [[gnu::always_inline]] void jump(mask_of<V> where, V change) {
        V sum = start;
        V error = moved;
        add_compensated(sum, error, change);
        start = select(where, sum, start);
        moved = select(where, error, moved);
    }
    /// Ends the step: the value, and its rounding error in `error`.
    [[nodiscard, gnu::always_inline]] V end(V& error) const {
        V value = start;
        error = V(scalar_of<V>(0));
        add_compensated(value, error, moved);
        return value;
    }
};

/// A Cell in single precision.
template <class V>
struct FineCell {
    Fine<V> v, w;

    /// Half a sub-step of w.
    [[gnu::always_inline]] void adapt(const Coeffs<V>& k) {
        w.add(fma(k.w_fall, w.at(), k.w_pull * v.at()));
    }
    /// Half a sub-step of the linear part, as `aeif::relax`.
    [[gnu::always_inline]] void relax(const Coeffs<V>& k, const Sums<V>& sums) {
        const V pull = fma(-sums.a, v.at(), fma(-k.per_pA, w.at(), sums.b));
        v.moved = fma(pull, sums.phi, v.moved);
    }
};

/// The same sub-step in single precision, with the rounding errors of V and w kept.
template <class V>
[[nodiscard, gnu::always_inline]] inline mask_of<V> sub_step(FineCell<V>& s, const Coeffs<V>& k,
                                                             const Sums<V>& first,
                                                             const Sums<V>& second,
                                                             mask_of<V> held) {
    s.adapt(k);
    s.relax(k, first);
    const V before = s.v.at();
    const V error = s.v.moved - (before - s.v.start);
    const auto up = upstroke(before, k, {k.v_th, k.u_peak, k.crossing}, held, error);
    V change = up.change;
    if (any(up.spiked)) [[unlikely]] {
        s.v.put(up.spiked, k.v_reset);
        const V drift = fma(k.w_slope, k.v_reset - before, -k.w_jump);
        s.w.jump(up.spiked, fma(up.left * k.w_rate, drift, k.w_jump));
        const V pull = fma(-second.a, k.v_reset, fma(-k.per_pA, s.w.at(), second.b));
        change = fma(up.left, pull, change);
    }
    s.v.add(change);
    s.relax(k, second);
    s.v.put(held | (up.spiked & (k.holds > V(scalar_of<V>(0)))), k.v_reset);
    s.adapt(k);
    const mask_of<V> late = andnot(s.v.at() >= k.v_peak, held | up.spiked);
    if (any(late)) [[unlikely]] {
        s.v.put(late, k.v_reset);
        s.w.jump(late, k.w_jump);
    }
    return up.spiked | late;
}

/// Moves a neuron over a whole step. `halves()` returns the integrals over the next half of a
/// sub-step and advances the synapses by it.
template <class V, class Halves>
[[gnu::always_inline]] inline auto step(Cell<V>& s, const Coeffs<V>& k, const StepInput<V>& drive,
                                        Halves halves) {
    const V none(scalar_of<V>(0));
    const V one(scalar_of<V>(1));
    V count = none;
    mask_of<V> held = drive.held;
    const auto advance = [&](auto& cell) __attribute__((always_inline)) {
        for (int i = 0; i < drive.substeps; ++i) {
            const Sums<V> first = halves();
            const Sums<V> second = halves();
            const mask_of<V> spiked = sub_step(cell, k, first, second, held);
            count = count + select(spiked, one, none);
            held = held | (spiked & (k.holds > none));
        }
    };
    if constexpr (is_single<V>) {
        FineCell<V> fine{{s.v, drive.rest[0]}, {s.w, drive.rest[1]}};
        advance(fine);
        s = {fine.v.end(drive.rest[0]), fine.w.end(drive.rest[1])};
    } else {
        advance(s);
    }
    *drive.count = count;
    return count >= one;
}

}  // namespace callosum::aeif
