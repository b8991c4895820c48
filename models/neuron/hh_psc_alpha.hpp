#pragma once

#include <array>

#include "engine/base/math.hpp"
#include "models/neuron/hh_cell.hpp"
#include "models/neuron/input_charge.hpp"

namespace callosum {

/// Hodgkin-Huxley neuron with the squid axon's kinetics and alpha-shaped synaptic currents.
struct HhPscAlpha : PlainModel {
    enum Param : std::size_t {
        t_ref,
        g_Na,
        g_K,
        g_L,
        C_m,
        E_Na,
        E_K,
        E_L,
        tau_syn_ex,
        tau_syn_in,
        I_e,
        substeps
    };
    static constexpr std::array params{
        hh::t_ref,
        Field{"g_Na", "nS", 12000, 0, unbounded, false, "sodium conductance"},
        Field{"g_K", "nS", 3600, 0, unbounded, false, "potassium conductance"},
        Field{"g_L", "nS", 30, 0, unbounded, false, "leak conductance"},
        Field{"C_m", "pF", 100, 0, unbounded, true, "membrane capacitance"},
        Field{"E_Na", "mV", 50, -unbounded, unbounded, false, "reversal potential of sodium"},
        Field{"E_K", "mV", -77, -unbounded, unbounded, false, "reversal potential of potassium"},
        Field{"E_L", "mV", -54.402, -unbounded, unbounded, false, "reversal potential of the leak"},
        Field{"tau_syn_ex", "ms", 0.2, 0, unbounded, true,
              "time constant of the excitatory synaptic current"},
        Field{"tau_syn_in", "ms", 2, 0, unbounded, true,
              "time constant of the inhibitory synaptic current"},
        iaf::I_e,
        hh::substeps(2, "n: a step is done in n, in n + 1 and in n + 2 parts and extrapolated")};
    static constexpr std::array state{
        Field{"V_m", "mV", -65, -unbounded, unbounded, false, "membrane potential"},
        iaf::I_syn_ex,
        iaf::I_syn_in,
        hh::gate("Act_m", hh::squid_m, "activation of sodium"),
        hh::gate("Inact_h", hh::squid_h, "inactivation of sodium"),
        hh::gate("Act_n", hh::squid_n, "activation of potassium")};
    static constexpr ModelInfo info{
        .name = "hh_psc_alpha",
        .summary = "Hodgkin-Huxley neuron, squid kinetics, alpha-shaped synaptic currents",
        .page = R"(Equations
  C_m dV/dt = -g_Na m^3 h (V - E_Na) - g_K n^4 (V - E_K) - g_L (V - E_L)
              + I_syn_ex + I_syn_in + I_e + I_stim
  dx/dt = alpha_x (1 - x) - beta_x x  for x = m, h, n;  rates in 1/ms, V in mV
  alpha_m = 0.1 (V + 40) / (1 - exp(-(V + 40)/10))    beta_m = 4 exp(-(V + 65)/18)
  alpha_h = 0.07 exp(-(V + 65)/20)                    beta_h = 1 / (1 + exp(-(V + 35)/10))
  alpha_n = 0.01 (V + 55) / (1 - exp(-(V + 55)/10))   beta_n = 0.125 exp(-(V + 65)/80)
  A spike of weight w (pA) adds w e s/tau_syn_x exp(-s/tau_syn_x), s after its arrival; w is the peak.
  V >= 0 mV and V lower than a step before: spike, t_ref after the last one at the earliest.
  Nothing is reset.
Scheme
  Symmetric splitting, extrapolated (models/neuron/hh_cell.hpp): measured order 6 in dt and in
  1 / substeps. Synaptic currents exact. dt = 0.1 ms, against a tight solution under the stimulus of the
  comparison with NEST, V is off by at most (mV; tests/validation/convergence_test.cpp)
    substeps                     1       2       3       4
    on upstrokes                 0.02    0.002   0.0003  0.0001
    1 ms from spikes and more    0.007   0.0005  0.0001  0.00002
  The time of a step goes as substeps + 1. For dt > 0.1 ms raise substeps in proportion.
  Single precision keeps V and gates with their rounding errors; models/README.md says what it holds.
Left out
  Nothing of NEST's model. Synaptic currents always start at 0 slope.
References
  Hodgkin AL, Huxley AF (1952) J Physiol 117:500-544. NEST 3.9 hh_psc_alpha has the same parameters,
  defaults and order of events; it integrates with an error bound of 1e-3, which shows in V.)",
        .params = params,
        .state = state,
        .receptors = iaf::receptors,
        .weight_unit = "pA",
        .mean_input = {.charge_per_weight = charge::alpha}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 2;
    static constexpr std::size_t chains = hh::SquidRates::passes;
    static constexpr auto compensated = hh::compensated;
    using Params = std::array<double, n_params>;

    /// Alpha-shaped current x, with x' = slope - x / tau and slope' = -slope / tau.
    template <class V>
    struct Alpha {
        V x, slope;
    };
    template <class V>
    struct State {
        hh::Cell<V> cell;
        std::array<Alpha<V>, 2> i_syn;
    };
    /// Propagator of an Alpha over a time h: decay = exp(-h / tau), into = h exp(-h / tau).
    template <class V>
    struct Decay {
        V decay, into;
    };
    template <class V>
    struct Coeffs {
        hh::Coeffs<V, 3> cell;
        std::array<std::array<Decay<V>, 2>, 4> decay;  ///< [pass; 3 is the whole step][receptor]
        std::array<V, 2> slope;                        ///< jump of a slope per unit of weight
        V i_e, v_spike;
    };

    static Coeffs<double> prepare(const Params& p, double dt) {
        Coeffs<double> k{};
        k.cell = hh::coeffs<hh::SquidRates>(
            {p[g_Na], p[E_Na] - p[E_K], p[g_K], p[g_L], p[g_L] * (p[E_L] - p[E_K]), -p[E_K]}, dt,
            p[C_m], 1, p[substeps]);
        for (std::size_t c = 0; c < 2; ++c) {
            const double tau = p[tau_syn_ex + c];
            const std::array parts{p[substeps], p[substeps] + 1, p[substeps] + 2, 1.0};
            for (std::size_t i = 0; i < 4; ++i) {
                const double h = dt / parts[i];
                k.decay[i][c] = {math::exp(-h / tau), h * math::exp(-h / tau)};
            }
            k.slope[c] = math::exp(1.0) / tau;
        }
        k.i_e = p[I_e];
        k.v_spike = -p[E_K];
        return k;
    }
    static long refractory_steps(const Params& p, double dt) { return iaf::steps(p[t_ref], dt); }
    static State<double> initial(std::span<const double> values, const Params& p) {
        return {{values[0] - p[E_K], values[3], values[4], values[5]},
                {{{values[1], 0}, {values[2], 0}}}};
    }
    static void carry(State<double>& s, const Params& before, const Params& after) {
        s.cell.v += before[E_K] - after[E_K];
    }
    static double recorded(std::size_t i, const State<double>& s, const Params& p) {
        const std::array all{s.cell.v + p[E_K], s.i_syn[0].x, s.i_syn[1].x,
                             s.cell.m,          s.cell.h,     s.cell.n};
        return all[i];
    }

    template <class V>
    [[gnu::always_inline]] static void advance(Alpha<V>& i, const Decay<V>& k) {
        i.x = fma(k.decay, i.x, k.into * i.slope);
        i.slope = k.decay * i.slope;
    }
    /// Synaptic currents as one pass of the scheme sees them; each pass has its own copy.
    template <class V>
    struct Synapses {
        std::array<Alpha<V>, 2> i_syn;
        const std::array<Decay<V>, 2>& decay;
        V current;
        [[nodiscard, gnu::always_inline]] hh::Flow<V> flow() const {
            return {V(scalar_of<V>(0)), i_syn[0].x + i_syn[1].x + current};
        }
        [[gnu::always_inline]] void advance() {
            for (std::size_t c = 0; c < 2; ++c) { HhPscAlpha::advance(i_syn[c], decay[c]); }
        }
    };

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        const V current = k.i_e + drive.current;
        const std::array<Synapses<V>, 3> synapses{{{s.i_syn, k.decay[0], current},
                                                   {s.i_syn, k.decay[1], current},
                                                   {s.i_syn, k.decay[2], current}}};
        const V before = s.cell.v;
        hh::advance<hh::SquidRates>(s.cell, drive.rest, k.cell, drive.substeps, synapses);
        for (std::size_t c = 0; c < 2; ++c) {
            advance(s.i_syn[c], k.decay[3][c]);
            s.i_syn[c].slope = fma(k.slope[c], drive.input[c], s.i_syn[c].slope);
        }
        // NEST's criterion: a spike is a local maximum of V above 0 mV, outside the refractory
        // period.
        return andnot((s.cell.v >= k.v_spike) & (s.cell.v < before), drive.held);
    }
};

static_assert(NeuronModel<HhPscAlpha>);

}  // namespace callosum
