#pragma once

#include <array>

#include "models/neuron/conductance.hpp"
#include "models/neuron/input_charge.hpp"

namespace callosum {

/// The excitatory neuron of Diehl and Cook: iaf_cond_exp with a threshold that rises at each of its
/// spikes.
struct IafCondExpAdaptive : PlainModel {
    enum Param : std::size_t {
        tau_m,
        g_L,
        tau_syn_ex,
        tau_syn_in,
        t_ref,
        E_L,
        V_th,
        V_reset,
        E_ex,
        E_in,
        I_e,
        theta_plus,
        tau_theta,
        theta_offset
    };
    static constexpr std::array params{
        iaf::with_default(iaf::tau_m, 100),
        Field{"g_L", "nS", 1, 0, unbounded, true, "leak conductance; C_m is tau_m g_L"},
        iaf::with_default(conductance::tau_syn_ex, 1),
        conductance::tau_syn_in,
        iaf::with_default(iaf::t_ref, 5),
        iaf::with_default(iaf::E_L, -65),
        iaf::with_default(iaf::V_th, -52),
        iaf::with_default(conductance::V_reset, -65),
        conductance::E_ex,
        iaf::with_default(conductance::E_in, -100),
        iaf::I_e,
        Field{"theta_plus", "mV", 0.05, 0, unbounded, false, "rise of theta per spike"},
        Field{"tau_theta", "ms", 1e7, 0, unbounded, true, "time constant of theta"},
        Field{"theta_offset", "mV", 20, -unbounded, unbounded, false,
              "theta at which the threshold is V_th"}};
    static constexpr std::array state{
        iaf::with_default(iaf::V_m, -65), conductance::g_ex, conductance::g_in,
        Field{"theta", "mV", 20, -unbounded, unbounded, false,
              "adaptive part of the threshold; starts at theta_offset unless set", "theta_offset"}};
    static constexpr ModelInfo info{
        .name = "iaf_cond_exp_adaptive",
        .summary =
            "leaky integrate-and-fire, exponential conductances, threshold rising with each spike",
        .page = R"(Equations
  tau_m dV/dt = E_L - V + g_ex/g_L (E_ex - V) + g_in/g_L (E_in - V) + (I_e + I_stim)/g_L
  tau_syn_x dg_x/dt = -g_x;  g_x jumps by |w| (nS) at each arriving spike
  V >= V_th + theta - theta_offset at the end of a step: spike; theta grows by theta_plus and
  V = V_reset is held for t_ref while the conductances go on.  tau_theta dtheta/dt = -theta
  The defaults are the excitatory neuron of the paper, whose weights are in units of g_L = 1 nS; its
  inhibitory neuron has tau_m 10, E_L -60, V_th -40, V_reset -45, E_in -85, t_ref 2, theta_plus 0.
Scheme
  Conductances and theta exact; V by a Magnus expansion of fourth order (measured order 4).
Left out
  In single precision theta does not decay where dt/tau_theta < 6e-8, as with the default tau_theta.
References
  Diehl PU, Cook M (2015) Front Comput Neurosci 9:99. Not a model of NEST.)",
        .params = params,
        .state = state,
        .receptors = iaf::receptors,
        .weight_unit = "nS",
        .orders = iaf::orders,
        .conductances = true,
        .mean_input = charge::of_conductances};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 2;
    using Params = std::array<double, n_params>;

    template <class V>
    struct State {
        V v;  ///< mV, relative to E_L
        std::array<V, 2> g;
        V theta;
    };
    template <class V>
    struct Coeffs {
        conductance::Membrane<V> membrane;
        std::array<V, 2> area, lever, decay;
        V i_e, v_th, v_reset, theta_plus, theta_decay;  ///< v_th: threshold at theta = 0
    };

    static Coeffs<double> prepare(const Params& p, double dt) {
        Coeffs<double> k{};
        const double c_m = p[tau_m] * p[g_L];
        k.membrane = {dt / p[tau_m], dt / c_m, {p[E_ex] - p[E_L], p[E_in] - p[E_L]}};
        for (std::size_t c = 0; c < 2; ++c) {
            const double tau = p[tau_syn_ex + c];
            k.area[c] = conductance::area(0, dt, tau) / c_m;
            k.lever[c] = conductance::lever(0, dt, tau) / c_m;
            k.decay[c] = math::exp(-dt / tau);
        }
        k.i_e = p[I_e];
        k.v_th = p[V_th] - p[theta_offset] - p[E_L];
        k.v_reset = p[V_reset] - p[E_L];
        k.theta_plus = p[theta_plus];
        k.theta_decay = math::exp(-dt / p[tau_theta]);
        return k;
    }
    static long refractory_steps(const Params& p, double dt) { return iaf::steps(p[t_ref], dt); }
    static State<double> initial(std::span<const double> values, const Params& p) {
        return {values[0] - p[E_L], {values[1], values[2]}, values[3]};
    }
    static void carry(State<double>& s, const Params& before, const Params& after) {
        s.v += before[E_L] - after[E_L];
    }
    static double recorded(std::size_t i, const State<double>& s, const Params& p) {
        if (i == 0) { return s.v + p[E_L]; }
        return i == 3 ? s.theta : s.g[i - 1];
    }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        const std::array<V, 2> area{k.area[0] * s.g[0], k.area[1] * s.g[1]};
        const std::array<V, 2> lever{k.lever[0] * s.g[0], k.lever[1] * s.g[1]};
        V v = conductance::propagate(s.v, k.membrane, k.i_e + drive.current, area, lever);
        for (std::size_t c = 0; c < 2; ++c) { s.g[c] = fma(k.decay[c], s.g[c], drive.input[c]); }
        const V theta = k.theta_decay * s.theta;
        v = select(drive.held, s.v, v);
        // A threshold that has sunk below V_reset must not make a held neuron spike.
        const mask_of<V> spiked = andnot(v >= k.v_th + theta, drive.held);
        s.v = select(spiked, k.v_reset, v);
        s.theta = select(spiked, theta + k.theta_plus, theta);
        return spiked;
    }
};

static_assert(NeuronModel<IafCondExpAdaptive>);

}  // namespace callosum
