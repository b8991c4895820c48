#pragma once

#include <array>

#include "engine/base/math.hpp"
#include "models/model.hpp"
#include "models/neuron/iaf_fields.hpp"

/// Membranes with synaptic conductances. C V' = -G(t) V + J(t) is linear in V, so it is solved by
/// way of the integrals of G and J, which conductances of known shape have in closed form.
namespace callosum::conductance {

inline constexpr Field g_L{"g_L", "nS", 16.6667, 0, unbounded, false, "leak conductance"};
inline constexpr Field E_ex{
    "E_ex", "mV", 0, -unbounded, unbounded, false, "reversal potential of excitation"};
inline constexpr Field E_in{
    "E_in", "mV", -85, -unbounded, unbounded, false, "reversal potential of inhibition"};
inline constexpr Field V_reset{
    "V_reset", "mV", -60, -unbounded, unbounded, false, "potential after a spike, below V_th"};
inline constexpr Field tau_syn_ex{
    "tau_syn_ex", "ms", 0.2, 0, unbounded, true, "time constant of the excitatory conductance"};
inline constexpr Field tau_syn_in{
    "tau_syn_in", "ms", 2, 0, unbounded, true, "time constant of the inhibitory conductance"};

inline constexpr Field g_ex{"g_ex", "nS", 0, 0, unbounded, false, "excitatory conductance"};
inline constexpr Field g_in{"g_in", "nS", 0, 0, unbounded, false, "inhibitory conductance"};

/// Integral of u^n exp(-x u) over 0 .. 1 for x >= 0, n <= 2. Where the recurrence would cancel (x <
/// 2) the power series is summed instead.
[[nodiscard]] inline double moment(int n, double x) {
    if (x >= 2) {
        double value = -math::expm1(-x) / x;
        for (int i = 1; i <= n; ++i) { value = (i * value - math::exp(-x)) / x; }
        return value;
    }
    double sum = 0;
    double term = 1;
    for (int i = 0; i < 30; ++i) {
        sum += term / (n + 1 + i);
        term *= -x / (i + 1);
    }
    return sum;
}

/// Integral of t^n exp(-t / tau) over a time h, n = 0 or 1.
[[nodiscard]] inline double area(int n, double h, double tau) {
    const double power = n == 0 ? h : h * h;
    return power * moment(n, h / tau);
}
/// First moment of the same function about h / 2, divided by h. It enters the commutator of the
/// Magnus expansion.
[[nodiscard]] inline double lever(int n, double h, double tau) {
    const double power = n == 0 ? h : h * h;
    return power * (moment(n + 1, h / tau) - 0.5 * moment(n, h / tau));
}

/// (1 - exp(-x)) / x to fifth order, from the Pade approximant (2, 3) of exp(-x). It is positive
/// for all x >= 0 and falls as 3 / x^2, so that V cannot oscillate however strong a conductance is.
template <class V>
[[nodiscard, gnu::always_inline]] inline V phi(V x) {
    using T = scalar_of<V>;
    const V sixtieth(static_cast<T>(1.0 / 60));
    const V above = fma(x, fma(x, sixtieth, V(T(0.1))), V(T(1)));
    const V below = fma(x, fma(x, fma(x, sixtieth, V(T(0.15))), V(T(0.6))), V(T(1)));
    return above / below;
}

/// Coefficients of the membrane for one step: leak = g_L h / C, per_pA = h / C.
template <class V>
struct Membrane {
    V leak, per_pA;
    std::array<V, 2> reversal;  ///< of excitation and inhibition, mV relative to E_L
};

/// Returns V (relative to E_L) after a step with a constant current, by a Magnus expansion of
/// fourth order. `area` and `lever` are those of the two conductances, divided by C. Constant
/// conductances are solved exactly, apart from the error of phi.
template <class V>
[[nodiscard, gnu::always_inline]] inline V propagate(V v, const Membrane<V>& k, V current,
                                                     const std::array<V, 2>& area,
                                                     const std::array<V, 2>& lever) {
    const V a = k.leak + (area[0] + area[1]);
    const V b = fma(k.reversal[0], area[0], fma(k.reversal[1], area[1], k.per_pA * current));
    const V a_slope = lever[0] + lever[1];
    const V b_slope = fma(k.reversal[0], lever[0], k.reversal[1] * lever[1]);
    // bracket / a is a correction of V by O(h^2) mV. It becomes large only where the expansion
    // diverges (a far above 1); the bound then keeps V near the reversal potentials.
    const V most = V(scalar_of<V>(10)) * a;
    const V bracket = min(max(fma(a, b_slope, -(a_slope * b)), -most), most);
    return fma(fma(-a, v, b) + bracket, phi(a), v);
}

}  // namespace callosum::conductance
