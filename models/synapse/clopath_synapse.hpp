#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "models/synapse/rule.hpp"

namespace callosum {

/// Voltage-based plasticity. It follows the potential of the target at each step rather than its
/// spikes, so it is no PlasticRule: the amount that a step of the target adds or takes is found
/// once for all of its synapses (engine/plastic/voltage_history.hpp) and weighted by the trace of
/// each presynaptic neuron.
struct ClopathSynapse {
    enum Param : std::size_t { tau_x, Wmin, Wmax };
    static constexpr std::array params{
        Field{"tau_x", "ms", 15, 0, unbounded, true, "time constant of the presynaptic trace"},
        Field{"Wmin", "1", 0, 0, unbounded, false, "lower bound; unit of the weight"},
        Field{"Wmax", "1", 100, 0, unbounded, true, "upper bound; unit of the weight"}};
    static constexpr SynapseInfo info{"clopath_synapse",
                                      "voltage-based STDP with homeostasis",
                                      R"(Equations
  u potential V_m of the target, [x]+ = max(x, 0), "late": delay_u_bars ago
  presynaptic trace: tau_x dx_bar/dt = -x_bar, x_bar += 1 / tau_x at each spike
  at each step dt of the target: w += A_LTP x_bar [u - theta_plus]+ [u_bar_plus late - theta_minus]+ dt,
  at most Wmax
  presynaptic spike: w -= A_LTD [u_bar_minus late - theta_minus]+, at least Wmin, then w is sent; unless
  A_LTD_const the amplitude is A_LTD u_bar_bar^2 / u_ref_squared
  A step of the target acts the dendritic part of the delay later. Amplitudes and thresholds belong to the
  target population (`params`), which must have the potentials: aeif_psc_delta_clopath.
Left out
  Weights below 0. Before the start u_bar_plus and u_bar_minus are what they are at the start; in NEST they
  are 0 mV, so that every spike that meets the first delay_u_bars depresses. NEST finds no depression for
  a spike that is handed on late (a minimum delay above one step); here it is always found.
References
  Clopath C, Buesing L, Vasilaki E, Gerstner W (2010) Nat Neurosci 13:344-352. Clopath C, Gerstner W (2010)
  Front Synaptic Neurosci 2:25. NEST 3.9 clopath_synapse.)",
                                      params,
                                      true,
                                      "Wmax",
                                      false,
                                      {},
                                      false,
                                      true};
    static constexpr std::size_t n_params = params.size();
    using Params = std::array<double, n_params>;

    /// Amplitudes and thresholds, which belong to the target population. a_ltp_dt is A_LTP dt.
    struct Neuron {
        double a_ltd, a_ltp_dt, theta_plus, theta_minus;
        bool ltd_const;
        double u_ref_squared;
    };
    /// Potentials of a target at one step, mV. Late ones are delay_u_bars old.
    struct Potentials {
        double u, plus_late, minus_late, bar;
    };

    /// Returns the amount that a step of the target adds to a weight whose x_bar is 1.
    [[nodiscard]] static double potentiation(const Potentials& at, const Neuron& k) {
        const double depolarised = std::max(at.u - k.theta_plus, 0.0);
        return k.a_ltp_dt * depolarised * std::max(at.plus_late - k.theta_minus, 0.0);
    }
    /// Returns the amount that a presynaptic spike takes from a weight when it meets this step of
    /// the target.
    [[nodiscard]] static double depression(const Potentials& at, const Neuron& k) {
        const double gain = k.ltd_const ? 1 : at.bar * at.bar / k.u_ref_squared;
        return k.a_ltd * gain * std::max(at.minus_late - k.theta_minus, 0.0);
    }

    /// Presynaptic trace, shared by all synapses of a source.
    struct Source {
        double x_bar = 0;
    };
    struct Coeffs {
        double rate, per_tau;  ///< dt / tau_x, 1 / tau_x
    };
    [[nodiscard]] static Coeffs prepare(const Params& p, double dt) {
        return {dt / p[tau_x], 1 / p[tau_x]};
    }
    /// Counts a presynaptic spike, `steps` after the previous one.
    static void count(Source& source, const Coeffs& k, double steps) {
        source.x_bar = std::fma(source.x_bar, rule::decay(steps, k.rate), k.per_tau);
    }

    /// Weight after a potentiation. The sum is in double in either precision, because single steps
    /// are tiny.
    template <class T>
    [[nodiscard]] static T raised(T w, double by, double x_bar, T w_max) {
        return std::min(static_cast<T>(std::fma(by, x_bar, static_cast<double>(w))), w_max);
    }
    template <class T>
    [[nodiscard]] static T lowered(T w, double by, T w_min) {
        return std::max(static_cast<T>(static_cast<double>(w) - by), w_min);
    }
};

}  // namespace callosum
