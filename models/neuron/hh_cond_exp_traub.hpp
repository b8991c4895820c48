#pragma once

#include <array>

#include "engine/base/math.hpp"
#include "models/neuron/hh_cell.hpp"
#include "models/neuron/input_charge.hpp"

namespace callosum {

/// Hodgkin-Huxley neuron with Traub and Miles's kinetics and conductances that decay exponentially.
struct HhCondExpTraub : PlainModel {
    enum Param : std::size_t {
        g_Na,
        g_K,
        g_L,
        C_m,
        E_Na,
        E_K,
        E_L,
        V_T,
        E_ex,
        E_in,
        tau_syn_ex,
        tau_syn_in,
        t_ref,
        I_e,
        substeps
    };
    static constexpr std::array params{
        Field{"g_Na", "nS", 20000, 0, unbounded, false, "sodium conductance"},
        Field{"g_K", "nS", 6000, 0, unbounded, false, "potassium conductance"},
        Field{"g_L", "nS", 10, 0, unbounded, false, "leak conductance"},
        Field{"C_m", "pF", 200, 0, unbounded, true, "membrane capacitance"},
        Field{"E_Na", "mV", 50, -unbounded, unbounded, false, "reversal potential of sodium"},
        Field{"E_K", "mV", -90, -unbounded, unbounded, false, "reversal potential of potassium"},
        Field{"E_L", "mV", -60, -unbounded, unbounded, false, "reversal potential of the leak"},
        Field{"V_T", "mV", -63, -unbounded, unbounded, false,
              "shifts the rates; a spike starts about 13 mV above"},
        Field{"E_ex", "mV", 0, -unbounded, unbounded, false, "reversal potential of excitation"},
        Field{"E_in", "mV", -80, -unbounded, unbounded, false, "reversal potential of inhibition"},
        Field{"tau_syn_ex", "ms", 5, 0, unbounded, true,
              "time constant of the excitatory conductance"},
        Field{"tau_syn_in", "ms", 10, 0, unbounded, true,
              "time constant of the inhibitory conductance"},
        hh::t_ref,
        iaf::I_e,
        hh::substeps(5, "n: a step is done in n and in n + 1 parts and extrapolated")};
    static constexpr std::array state{
        iaf::V_m,
        Field{"g_ex", "nS", 0, 0, unbounded, false, "excitatory conductance"},
        Field{"g_in", "nS", 0, 0, unbounded, false, "inhibitory conductance"},
        hh::gate("Act_m", 9.895563096746586e-09, "activation of sodium"),
        hh::gate("Inact_h", 0.999999999106396, "inactivation of sodium"),
        hh::gate("Act_n", 2.551577051602551e-07, "activation of potassium")};
    static constexpr ModelInfo info{
        .name = "hh_cond_exp_traub",
        .summary = "Hodgkin-Huxley neuron, Traub-Miles kinetics, exponential conductances",
        .page = R"(Equations
  C_m dV/dt = -g_Na m^3 h (V - E_Na) - g_K n^4 (V - E_K) - g_L (V - E_L)
              - g_ex (V - E_ex) - g_in (V - E_in) + I_e + I_stim
  dx/dt = alpha_x (1 - x) - beta_x x  for x = m, h, n;  with u = V - V_T and rates in 1/ms
  alpha_m = 0.32 (13 - u) / (exp((13 - u)/4) - 1)    beta_m = 0.28 (u - 40) / (exp((u - 40)/5) - 1)
  alpha_h = 0.128 exp((17 - u)/18)                   beta_h = 4 / (1 + exp((40 - u)/5))
  alpha_n = 0.032 (15 - u) / (exp((15 - u)/5) - 1)   beta_n = 0.5 exp((10 - u)/40)
  tau_syn_x dg_x/dt = -g_x;  g_x jumps by |w| (nS) at each arriving spike
  V >= V_T + 30 mV and V lower than a step before: spike, t_ref after the last one at the earliest.
  Nothing is reset.
Scheme
  Symmetric splitting, extrapolated (models/neuron/hh_cell.hpp): measured order 4 in dt and in 1 / substeps.
  Conductances exact. dt = 0.1 ms, against tight solutions, more than 1 ms from spikes, V is off by at
  most (mV; tests/validation/convergence_test.cpp)
    substeps                                  3      4      5      6      8
    stimulus of the comparison with NEST      0.03   0.13   0.04   0.04   0.01
    noise as in the COBA-HH network           0.05   0.008  0.003  0.002  0.0004
    more excitation, 80 spikes/s              0.8    0.4    0.2    0.1    0.03
  and on upstrokes by 8 mV, or 18 us. The largest errors are those of spikes that barely happen.
  The time of a step goes as 2 substeps + 1. For dt > 0.1 ms raise substeps in proportion.
  Rates are evaluated within -150 .. 250 mV of V_T, to 1e-9 (single precision: 1e-4).
  Single precision keeps V and gates with their rounding errors; models/README.md says what it holds.
Left out
  The gates start at NEST's defaults, which are not their steady state at E_L.
References
  Traub RD, Miles R (1991) Neuronal networks of the hippocampus. Brette R et al. (2007) J Comput
  Neurosci 23:349-398. NEST 3.9 hh_cond_exp_traub has the same parameters, defaults and order of events.)",
        .params = params,
        .state = state,
        .receptors = iaf::receptors,
        .weight_unit = "nS",
        .conductances = true,
        .mean_input = charge::of_conductances};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 2;
    static constexpr std::size_t chains = hh::TraubRates::passes;
    static constexpr auto compensated = hh::compensated;
    using Params = std::array<double, n_params>;

    template <class V>
    struct State {
        hh::Cell<V> cell;
        std::array<V, 2> g;
    };
    template <class V>
    struct Coeffs {
        hh::Coeffs<V, 2> cell;
        std::array<V, 2> reversal;
        std::array<std::array<V, 2>, 2> decay;  ///< [pass][receptor], decay over a part
        std::array<V, 2> step_decay;
        V i_e, v_spike;
    };

    static Coeffs<double> prepare(const Params& p, double dt) {
        Coeffs<double> k{};
        k.cell = hh::coeffs<hh::TraubRates>({p[g_Na], p[E_Na] - p[E_K], p[g_K], p[g_L],
                                             p[g_L] * (p[E_L] - p[E_K]), p[V_T] - p[E_K]},
                                            dt, p[C_m], 1, p[substeps]);
        k.reversal = {p[E_ex] - p[E_K], p[E_in] - p[E_K]};
        for (std::size_t c = 0; c < 2; ++c) {
            const double tau = p[tau_syn_ex + c];
            k.step_decay[c] = math::exp(-dt / tau);
            k.decay[0][c] = math::exp(-dt / (tau * p[substeps]));
            k.decay[1][c] = math::exp(-dt / (tau * (p[substeps] + 1)));
        }
        k.i_e = p[I_e];
        k.v_spike = p[V_T] + 30 - p[E_K];
        return k;
    }
    static long refractory_steps(const Params& p, double dt) { return iaf::steps(p[t_ref], dt); }
    static State<double> initial(std::span<const double> values, const Params& p) {
        return {{values[0] - p[E_K], values[3], values[4], values[5]}, {values[1], values[2]}};
    }
    static void carry(State<double>& s, const Params& before, const Params& after) {
        s.cell.v += before[E_K] - after[E_K];
    }
    static double recorded(std::size_t i, const State<double>& s, const Params& p) {
        const std::array all{s.cell.v + p[E_K], s.g[0], s.g[1], s.cell.m, s.cell.h, s.cell.n};
        return all[i];
    }

    /// Synaptic conductances as one pass of the scheme sees them; each pass has its own copy.
    template <class V>
    struct Synapses {
        std::array<V, 2> g;
        const std::array<V, 2>& decay;
        const std::array<V, 2>& reversal;
        V current;
        [[nodiscard, gnu::always_inline]] hh::Flow<V> flow() const {
            return {g[0] + g[1], fma(g[0], reversal[0], fma(g[1], reversal[1], current))};
        }
        [[gnu::always_inline]] void advance() {
            g[0] = g[0] * decay[0];
            g[1] = g[1] * decay[1];
        }
    };

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        const V current = k.i_e + drive.current;
        const std::array<Synapses<V>, 2> synapses{
            {{s.g, k.decay[0], k.reversal, current}, {s.g, k.decay[1], k.reversal, current}}};
        const V before = s.cell.v;
        hh::advance<hh::TraubRates>(s.cell, drive.rest, k.cell, drive.substeps, synapses);
        for (std::size_t c = 0; c < 2; ++c) {
            s.g[c] = fma(k.step_decay[c], s.g[c], drive.input[c]);
        }
        // NEST's criterion: a spike is a local maximum of V above V_T + 30 mV, outside the
        // refractory period.
        return andnot((s.cell.v >= k.v_spike) & (s.cell.v < before), drive.held);
    }
};

static_assert(NeuronModel<HhCondExpTraub>);

}  // namespace callosum
