#pragma once

#include <array>

#include "engine/base/math.hpp"
#include "models/neuron/hh_cell.hpp"
#include "models/neuron/input_charge.hpp"

namespace callosum {

/// Squid axon of Hodgkin and Huxley (1952) as a point cell, with parameters per area.
struct HhSquid : PlainModel {
    enum Param : std::size_t {
        area,
        cm,
        gnabar,
        gkbar,
        gl,
        ena,
        ek,
        el,
        celsius,
        V_th,
        t_ref,
        tau_syn_ex,
        tau_syn_in,
        I_e,
        substeps
    };
    static constexpr std::array params{
        Field{"area", "um^2", 1000, 0, unbounded, true, "area of the membrane"},
        Field{"cm", "uF/cm^2", 1, 0, unbounded, true, "specific membrane capacitance"},
        Field{"gnabar", "S/cm^2", 0.12, 0, unbounded, false, "largest sodium conductance"},
        Field{"gkbar", "S/cm^2", 0.036, 0, unbounded, false, "largest potassium conductance"},
        Field{"gl", "S/cm^2", 0.0003, 0, unbounded, false, "leak conductance"},
        Field{"ena", "mV", 50, -unbounded, unbounded, false, "reversal potential of sodium"},
        Field{"ek", "mV", -77, -unbounded, unbounded, false, "reversal potential of potassium"},
        Field{"el", "mV", -54.3, -unbounded, unbounded, false, "reversal potential of the leak"},
        Field{"celsius", "degC", 6.3, -20, 60, false, "temperature; rates triple per 10 degC"},
        Field{"V_th", "mV", 0, -unbounded, unbounded, false,
              "threshold; V crosses it upwards at a spike"},
        Field{"t_ref", "ms", 0, 0, 5000, false,
              "shortest interval of two spikes, rounded to the grid"},
        iaf::tau_syn_ex,
        iaf::tau_syn_in,
        iaf::I_e,
        hh::substeps(2, "n: a step is done in n, in n + 1 and in n + 2 parts and extrapolated")};
    static constexpr std::array state{
        Field{"V_m", "mV", -65, -unbounded, unbounded, false, "membrane potential"},
        iaf::I_syn_ex,
        iaf::I_syn_in,
        hh::gate("Act_m", hh::squid_m, "activation of sodium (m)"),
        hh::gate("Inact_h", hh::squid_h, "inactivation of sodium (h)"),
        hh::gate("Act_n", hh::squid_n, "activation of potassium (n)")};
    static constexpr ModelInfo info{
        .name = "hh_squid",
        .summary = "squid axon of Hodgkin and Huxley (1952) as a point cell, parameters per area",
        .page = R"(Equations
  cm dV/dt = -gnabar m^3 h (V - ena) - gkbar n^4 (V - ek) - gl (V - el)
             + (I_syn_ex + I_syn_in + I_e + I_stim) / area
  dx/dt = q (alpha_x (1 - x) - beta_x x)  for x = m, h, n;  q = 3^((celsius - 6.3)/10)
  alpha_m = 0.1 (V + 40) / (1 - exp(-(V + 40)/10))    beta_m = 4 exp(-(V + 65)/18)
  alpha_h = 0.07 exp(-(V + 65)/20)                    beta_h = 1 / (1 + exp(-(V + 35)/10))
  alpha_n = 0.01 (V + 55) / (1 - exp(-(V + 55)/10))   beta_n = 0.125 exp(-(V + 65)/80)
  tau_syn_x dI_syn_x/dt = -I_syn_x;  I_syn_x jumps by w (pA) at each arriving spike
  V crosses V_th from below: spike, stamped with the end of the step; t_ref after the last one at the
  earliest. Nothing is reset. 1 uA/cm^2 on 1000 um^2 is 10 pA.
Scheme
  Symmetric splitting, extrapolated (models/neuron/hh_cell.hpp): measured order 6 in dt and in
  1 / substeps. Synaptic currents exact. With a step of current V ends within 1e-6 mV of NEURON's
  tightest solution at dt = 0.1 ms, within 1e-9 mV at dt = 0.01 ms. Under noise and more than 1 ms from
  spikes V is within 0.05 mV of a tight solution in 19 of 20 neurons, within 0.08 mV in all
  (substeps = 3: 0.013 mV; tests/validation/convergence_test.cpp). The time of a step goes as
  substeps + 1. For dt > 0.1 ms, or celsius > 16, raise substeps in proportion.
  Single precision keeps V and gates with their rounding errors; models/README.md says what it holds.
Left out
  Tables of the rates (NEURON's usetable_hh). The gates start at their steady state at -65 mV.
References
  Hodgkin AL, Huxley AF (1952) J Physiol 117:500-544. NEURON's mechanism hh has the same parameters and
  defaults; its NetCon with threshold V_th stamps the same spikes.)",
        .params = params,
        .state = state,
        .receptors = iaf::receptors,
        .weight_unit = "pA",
        .mean_input = {.charge_per_weight = charge::exponential}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 2;
    static constexpr std::size_t chains = hh::SquidRates::passes;
    static constexpr auto compensated = hh::compensated;
    using Params = std::array<double, n_params>;

    template <class V>
    struct State {
        hh::Cell<V> cell;
        std::array<V, 2> i_syn;
    };
    template <class V>
    struct Coeffs {
        hh::Coeffs<V, 3> cell;
        std::array<std::array<V, 2>, 4> decay;  ///< [pass; 3 is the whole step][receptor]
        V i_e, v_th;
    };

    static Coeffs<double> prepare(const Params& p, double dt) {
        Coeffs<double> k{};
        const double nS = 10 * p[area];  // nS per S/cm^2 on this area
        const double c_m = 0.01 * p[area] * p[cm];
        const double q10 = math::exp(math::log(3.0) * (p[celsius] - 6.3) / 10);
        const hh::Membrane<double> membrane{
            nS * p[gnabar], p[ena] - p[ek], nS * p[gkbar], nS * p[gl], nS * p[gl] * (p[el] - p[ek]),
            -p[ek]};
        k.cell = hh::coeffs<hh::SquidRates>(membrane, dt, c_m, q10, p[substeps]);
        for (std::size_t c = 0; c < 2; ++c) {
            const double x = -dt / p[tau_syn_ex + c];
            for (std::size_t i = 0; i < 3; ++i) {
                k.decay[i][c] = math::exp(x / (p[substeps] + static_cast<double>(i)));
            }
            k.decay[3][c] = math::exp(x);
        }
        k.i_e = p[I_e];
        k.v_th = p[V_th] - p[ek];
        return k;
    }
    static long refractory_steps(const Params& p, double dt) { return iaf::steps(p[t_ref], dt); }
    static State<double> initial(std::span<const double> values, const Params& p) {
        return {{values[0] - p[ek], values[3], values[4], values[5]}, {values[1], values[2]}};
    }
    static void carry(State<double>& s, const Params& before, const Params& after) {
        s.cell.v += before[ek] - after[ek];
    }
    static double recorded(std::size_t i, const State<double>& s, const Params& p) {
        const std::array all{s.cell.v + p[ek], s.i_syn[0], s.i_syn[1],
                             s.cell.m,         s.cell.h,   s.cell.n};
        return all[i];
    }

    /// Synaptic currents as one pass of the scheme sees them; each pass has its own copy.
    template <class V>
    struct Synapses {
        std::array<V, 2> i_syn;
        const std::array<V, 2>& decay;
        V current;
        [[nodiscard, gnu::always_inline]] hh::Flow<V> flow() const {
            return {V(scalar_of<V>(0)), i_syn[0] + i_syn[1] + current};
        }
        [[gnu::always_inline]] void advance() {
            for (std::size_t c = 0; c < 2; ++c) { i_syn[c] = i_syn[c] * decay[c]; }
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
            s.i_syn[c] = fma(k.decay[3][c], s.i_syn[c], drive.input[c]);
        }
        // NEURON's criterion: a spike is an upward crossing of V_th, outside the refractory period.
        return andnot((s.cell.v >= k.v_th) & (before < k.v_th), drive.held);
    }
};

static_assert(NeuronModel<HhSquid>);

}  // namespace callosum
