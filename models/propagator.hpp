#pragma once

#include <cmath>

#include "engine/base/math.hpp"

/// Entries of the exact propagator of a leaky membrane that is driven by exponential or alpha-shaped
/// currents (Rotter and Diesmann 1999, Biol Cybern 81:381). Written so that tau_m = tau_syn, where the
/// textbook form is 0/0, needs no special case: everything is a smooth function of
/// x = h (1/tau_syn - 1/tau_m).
namespace callosum::propagator {

/// (1 - exp(-x)) / x, 1 at x = 0.
[[nodiscard]] inline double phi1(double x) { return x == 0 ? 1.0 : -math::expm1(-x) / x; }

/// (1 - (1 + x) exp(-x)) / x^2 = sum_n (-x)^n / (n! (n + 2)); the series where the closed form cancels.
[[nodiscard]] inline double phi2(double x) {
    if (std::abs(x) >= 0.5) { return (1.0 - (1.0 + x) * math::exp(-x)) / (x * x); }
    double sum = 0;
    double term = 1;
    for (int n = 0; n < 20; ++n) {
        sum += term / (n + 2);
        term *= -x / (n + 1);
    }
    return sum;
}

struct Membrane {
    double h, tau_m, c_m;  // ms, ms, pF
    [[nodiscard]] double decay() const { return math::exp(-h / tau_m); }
    /// V (mV) after one step per constant current (pA).
    [[nodiscard]] double from_constant() const { return -tau_m / c_m * math::expm1(-h / tau_m); }
    /// V after one step per exponential current of 1 pA at its start.
    [[nodiscard]] double from_exponential(double tau_syn) const {
        return decay() * h / c_m * phi1(rate(tau_syn));
    }
    /// V after one step per unit slope variable of an alpha-shaped current, I(t) = t exp(-t/tau_syn).
    [[nodiscard]] double from_alpha(double tau_syn) const {
        return decay() * h * h / c_m * phi2(rate(tau_syn));
    }

  private:
    [[nodiscard]] double rate(double tau_syn) const { return h * (1.0 / tau_syn - 1.0 / tau_m); }
};

}  // namespace callosum::propagator
