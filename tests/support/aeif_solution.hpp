#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/support/neuron_probe.hpp"

namespace callosum::test {

/// Parameters of the adaptive exponential model, and a tight solution of it by Runge-Kutta with
/// steps of 1/20000 ms, in which the potential is cut at V_peak.
struct AeifSolution {
    double V_peak = 0, V_reset = -60, g_L = 30, C_m = 281, E_L = -70.6, Delta_T = 2;
    double tau_w = 144, a = 4, b = 80.5, V_th = -50.4;
    double v = -70.6, w = 0;
    int spikes = 0;

    /// `synapses(t)` returns current (pA) and conductance (nS, to 0 mV); the neuron receives
    /// current - conductance V.
    template <class Synapses>
    void run(double ms, Synapses synapses) {
        const double h = 5e-5;
        double t = 0;
        std::array<double, 3> y{v, w, 0};
        const auto slope = [&](const std::array<double, 3>& x) {
            const double u = std::min(x[0], V_peak);
            const auto [current, conductance] = synapses(t + x[2]);
            const double upstroke = g_L * Delta_T * std::exp((u - V_th) / Delta_T);
            return std::array{(g_L * (E_L - u) + upstroke + current - conductance * u - x[1]) / C_m,
                              (a * (u - E_L) - x[1]) / tau_w, 1.0};
        };
        for (long i = 0; i < std::lround(ms / h); ++i) {
            t = static_cast<double>(i) * h;
            y[2] = 0;
            runge_kutta(y, h, slope);
            if (y[0] >= V_peak) {
                y[0] = V_reset;
                y[1] += b;
                ++spikes;
            }
        }
        v = y[0];
        w = y[1];
    }
};

}  // namespace callosum::test
