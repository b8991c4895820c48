#pragma once

#include <array>

#include "models/synapse/rule.hpp"

/// Steps of weights bounded by Wmax, whose size depends on the weight by a power (Guetig et al.
/// 2003, J Neurosci 23:3697-3714): additive for mu = 0, multiplicative for mu = 1. Weights are
/// magnitudes.
namespace callosum::rule {

namespace field {
inline constexpr Field tau_plus{
    "tau_plus", "ms", 20, 0, unbounded, true, "time constant of the presynaptic trace"};
inline constexpr Field lambda{
    "lambda", "1", 0.01, 0, unbounded, false, "step size, in units of Wmax"};
inline constexpr Field alpha{
    "alpha", "1", 1, 0, unbounded, false, "depression in units of facilitation"};
inline constexpr Field mu_plus{"mu_plus",
                               "1",
                               1,
                               0,
                               unbounded,
                               false,
                               "exponent of facilitation: 0 additive, 1 multiplicative"};
inline constexpr Field mu_minus{"mu_minus",
                                "1",
                                1,
                                0,
                                unbounded,
                                false,
                                "exponent of depression: 0 additive, 1 multiplicative"};
inline constexpr Field Wmax{"Wmax",
                            "1",
                            100,
                            -unbounded,
                            unbounded,
                            false,
                            "bound of the weight, with the weight's sign; unit of the weight"};
}  // namespace field

/// Coefficients of both steps. Weights are divided by Wmax before a step, so that exponents act on
/// [0, 1].
template <class V>
struct Bounded {
    V lambda, alpha_lambda, mu_plus, mu_minus, w_max, per_w_max;
};

[[nodiscard]] inline Bounded<double> bounded(double lambda, double alpha, double mu_plus,
                                             double mu_minus, double w_max) {
    const double most = w_max < 0 ? -w_max : w_max;
    return {lambda, alpha * lambda, mu_plus, mu_minus, most, 1 / most};
}

/// Whether both exponents are 0 or 1, so that powers need no logarithm.
[[nodiscard]] inline bool plain_exponents(double mu_plus, double mu_minus) {
    return (mu_plus == 0 || mu_plus == 1) && (mu_minus == 0 || mu_minus == 1);
}

/// Returns base^mu for 0 <= base <= 1, with 0^0 = 1. `Plain` says that mu is 0 or 1.
template <bool Plain, class V>
[[nodiscard, gnu::always_inline]] inline V power(V base, V mu) {
    const V one = number<V>(1);
    if constexpr (Plain) { return fma(mu, base - one, one); }
    const V zero = number<V>(0);
    const V at_zero = select(mu > zero, zero, one);
    return select(base > zero, math::exp_flushed_(mu * math::log_normal_(base)), at_zero);
}

/// Raises the weight by lambda (1 - w / Wmax)^mu_plus trace, in units of Wmax, at most to Wmax.
template <bool Plain, class V>
[[gnu::always_inline]] inline void facilitate(V& w, const Bounded<V>& k, V trace) {
    const V x = w * k.per_w_max;
    const V step = k.lambda * power<Plain>(number<V>(1) - x, k.mu_plus);
    w = min(fma(step, trace, x) * k.w_max, k.w_max);
}

/// Lowers the weight by alpha lambda (w / Wmax)^mu_minus trace, in units of Wmax, at most to 0.
template <bool Plain, class V>
[[gnu::always_inline]] inline void depress(V& w, const Bounded<V>& k, V trace) {
    const V x = w * k.per_w_max;
    const V step = k.alpha_lambda * power<Plain>(x, k.mu_minus);
    w = max(fma(-step, trace, x) * k.w_max, number<V>(0));
}

/// Parameters and coefficients of the pair rules with bounds. `Plain` says that both exponents are
/// 0 or 1.
template <bool Plain>
struct PairRule {
    enum Param : std::size_t { tau_plus, lambda, alpha, mu_plus, mu_minus, Wmax };
    static constexpr std::array params{field::tau_plus, field::lambda,   field::alpha,
                                       field::mu_plus,  field::mu_minus, field::Wmax};
    static constexpr std::size_t n_params = params.size();
    using Params = std::array<double, n_params>;
    static constexpr TripletTrace slow = TripletTrace::none;

    template <class V>
    struct Coeffs {
        Bounded<V> step;
        V plus;  ///< dt / tau_plus
    };
    static bool applies(const Params& p) {
        return !Plain || plain_exponents(p[mu_plus], p[mu_minus]);
    }
    static Coeffs<double> prepare(const Params& p, double /*sign*/, const HistoryRates& /*rates*/,
                                  double dt) {
        return {bounded(p[lambda], p[alpha], p[mu_plus], p[mu_minus], p[Wmax]), dt / p[tau_plus]};
    }
};

}  // namespace callosum::rule
