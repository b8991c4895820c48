#pragma once

#include <array>

#include "models/neuron/conductance.hpp"
#include "models/neuron/input_charge.hpp"

namespace callosum {

/// Leaky integrate-and-fire neuron with conductances that decay exponentially.
struct IafCondExp : PlainModel {
    enum Param : std::size_t {
        C_m,
        g_L,
        tau_syn_ex,
        tau_syn_in,
        t_ref,
        E_L,
        V_th,
        V_reset,
        E_ex,
        E_in,
        I_e
    };
    static constexpr std::array params{iaf::C_m,
                                       conductance::g_L,
                                       conductance::tau_syn_ex,
                                       conductance::tau_syn_in,
                                       iaf::t_ref,
                                       iaf::E_L,
                                       iaf::V_th,
                                       conductance::V_reset,
                                       conductance::E_ex,
                                       conductance::E_in,
                                       iaf::I_e};
    static constexpr std::array state{iaf::V_m, conductance::g_ex, conductance::g_in};
    static constexpr ModelInfo info{
        .name = "iaf_cond_exp",
        .summary = "leaky integrate-and-fire, exponential synaptic conductances",
        .page = R"(Equations
  C_m dV/dt = -g_L (V - E_L) - g_ex (V - E_ex) - g_in (V - E_in) + I_e + I_stim
  tau_syn_x dg_x/dt = -g_x;  g_x jumps by |w| (nS) at each arriving spike
  V >= V_th at the end of a step: spike; V = V_reset is held for t_ref while the conductances go on.
Scheme
  Conductances exact. V by a Magnus expansion of fourth order with exact integrals of the conductances
  (measured order 4), so exact for constant conductance. With the parameters of Brette et al. (2007)
  and dt = 0.1 ms V is within 1e-9 mV of NEST.
Left out
  Nothing of NEST's model.
References
  Brette R et al. (2007) J Comput Neurosci 23:349-398. Blanes S et al. (2009) Phys Rep 470:151-238.
  NEST 3.9 iaf_cond_exp has the same parameters, defaults and order of events.)",
        .params = params,
        .state = state,
        .receptors = iaf::receptors,
        .weight_unit = "nS",
        .orders = iaf::orders,
        .conductances = true,
        .mean_input = charge::of_conductances};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 2;
    static constexpr bool light = true;
    using Params = std::array<double, n_params>;

    template <class V>
    struct State {
        V v;  ///< mV, relative to E_L
        std::array<V, 2> g;
    };
    template <class V>
    struct Coeffs {
        conductance::Membrane<V> membrane;
        std::array<V, 2> area, lever, decay;
        V i_e, v_th, v_reset;
    };

    static Coeffs<double> prepare(const Params& p, double dt) {
        Coeffs<double> k{};
        k.membrane = {p[g_L] * dt / p[C_m], dt / p[C_m], {p[E_ex] - p[E_L], p[E_in] - p[E_L]}};
        for (std::size_t c = 0; c < 2; ++c) {
            const double tau = p[tau_syn_ex + c];
            k.area[c] = conductance::area(0, dt, tau) / p[C_m];
            k.lever[c] = conductance::lever(0, dt, tau) / p[C_m];
            k.decay[c] = math::exp(-dt / tau);
        }
        k.i_e = p[I_e];
        k.v_th = p[V_th] - p[E_L];
        k.v_reset = p[V_reset] - p[E_L];
        return k;
    }
    static long refractory_steps(const Params& p, double dt) { return iaf::steps(p[t_ref], dt); }
    static State<double> initial(std::span<const double> values, const Params& p) {
        return {values[0] - p[E_L], {values[1], values[2]}};
    }
    static void carry(State<double>& s, const Params& before, const Params& after) {
        s.v += before[E_L] - after[E_L];
    }
    static double recorded(std::size_t i, const State<double>& s, const Params& p) {
        return i == 0 ? s.v + p[E_L] : s.g[i - 1];
    }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        const std::array<V, 2> area{k.area[0] * s.g[0], k.area[1] * s.g[1]};
        const std::array<V, 2> lever{k.lever[0] * s.g[0], k.lever[1] * s.g[1]};
        V v = conductance::propagate(s.v, k.membrane, k.i_e + drive.current, area, lever);
        for (std::size_t c = 0; c < 2; ++c) { s.g[c] = fma(k.decay[c], s.g[c], drive.input[c]); }
        v = select(drive.held, s.v, v);
        const auto spiked = v >= k.v_th;
        s.v = select(spiked, k.v_reset, v);
        return spiked;
    }
};

static_assert(NeuronModel<IafCondExp>);

}  // namespace callosum
