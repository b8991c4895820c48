#pragma once

#include <array>
#include <cmath>

#include "tests/support/neuron_probe.hpp"

namespace callosum::test {

/// A rate of the form x / (exp(x) - 1).
inline double linoid(double x) { return x == 0 ? 1 : x / std::expm1(x); }

struct HhRates {
    double alpha_m, beta_m, alpha_h, beta_h, alpha_n, beta_n;
};
/// The rates as they are printed; u = V - V_T.
inline HhRates traub_rates(double u) {
    return {1.28 * linoid((13 - u) / 4),     1.4 * linoid((u - 40) / 5),
            0.128 * std::exp((17 - u) / 18), 4 / (1 + std::exp((40 - u) / 5)),
            0.16 * linoid((15 - u) / 5),     0.5 * std::exp((10 - u) / 40)};
}
inline HhRates squid_rates(double v) {
    return {linoid(-(v + 40) / 10),          4 * std::exp(-(v + 65) / 18),
            0.07 * std::exp(-(v + 65) / 20), 1 / (1 + std::exp(-(v + 35) / 10)),
            0.1 * linoid(-(v + 55) / 10),    0.125 * std::exp(-(v + 65) / 80)};
}

/// Tight solution of a Hodgkin-Huxley cell by Runge-Kutta with steps of 1/2000 ms. The state is V,
/// m, h, n and the time.
struct HhSolution {
    HhRates (*rates)(double);
    double g_Na, E_Na, g_K, E_K, g_L, E_L, C_m, origin;
    std::array<double, 5> y;

    /// `input(t)` returns current (pA) and conductance (nS, to 0 mV); the cell receives current -
    /// conductance V.
    template <class Input>
    void run(double ms, Input input) {
        for (long i = 0; i < std::lround(ms * 2000); ++i) {
            runge_kutta(y, 1.0 / 2000, [&](const auto& x) {
                const auto [v, m, h, n, t] = x;
                const auto r = rates(v - origin);
                const auto [current, conductance] = input(t);
                const double sodium = g_Na * m * m * m * h * (v - E_Na);
                const double potassium = g_K * n * n * n * n * (v - E_K);
                return std::array{
                    (current - conductance * v - sodium - potassium - g_L * (v - E_L)) / C_m,
                    r.alpha_m * (1 - m) - r.beta_m * m, r.alpha_h * (1 - h) - r.beta_h * h,
                    r.alpha_n * (1 - n) - r.beta_n * n, 1.0};
            });
        }
    }
};

}  // namespace callosum::test
