#pragma once

#include <array>
#include <numbers>

#include "models/neuron/conductance.hpp"
#include "models/neuron/input_charge.hpp"

namespace callosum {

/// Leaky integrate-and-fire neuron with alpha-shaped conductances.
struct IafCondAlpha : PlainModel {
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
        .name = "iaf_cond_alpha",
        .summary = "leaky integrate-and-fire, alpha-shaped synaptic conductances",
        .page = R"(Equations
  C_m dV/dt = -g_L (V - E_L) - g_ex (V - E_ex) - g_in (V - E_in) + I_e + I_stim
  a spike of weight w adds |w| e/tau_syn t exp(-t/tau_syn) to g_x: it peaks at |w| (nS) after tau_syn
  V >= V_th at the end of a step: spike; V = V_reset is held for t_ref while the conductances go on.
Scheme
  Conductances exact. V by a Magnus expansion of fourth order with exact integrals of the conductances
  (measured order 4).
Left out
  Recording the time left of the refractory period. An initial g_ex or g_in has no slope.
References
  Meffin H, Burkitt AN, Grayden DB (2004) J Comput Neurosci 16:159-175. Blanes S et al. (2009) Phys
  Rep 470:151-238. NEST 3.9 iaf_cond_alpha has the same parameters, defaults and order of events.)",
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
        std::array<V, 2> g, slope;
    };
    template <class V>
    struct Coeffs {
        conductance::Membrane<V> membrane;
        std::array<V, 2> area, lever, slope_area, slope_lever, decay, rise, jump;
        V i_e, v_th, v_reset;
    };

    static Coeffs<double> prepare(const Params& p, double dt) {
        Coeffs<double> k{};
        k.membrane = {p[g_L] * dt / p[C_m], dt / p[C_m], {p[E_ex] - p[E_L], p[E_in] - p[E_L]}};
        for (std::size_t c = 0; c < 2; ++c) {
            const double tau = p[tau_syn_ex + c];
            k.area[c] = conductance::area(0, dt, tau) / p[C_m];
            k.lever[c] = conductance::lever(0, dt, tau) / p[C_m];
            k.slope_area[c] = conductance::area(1, dt, tau) / p[C_m];
            k.slope_lever[c] = conductance::lever(1, dt, tau) / p[C_m];
            k.decay[c] = math::exp(-dt / tau);
            k.rise[c] = dt * k.decay[c];
            k.jump[c] = std::numbers::e / tau;
        }
        k.i_e = p[I_e];
        k.v_th = p[V_th] - p[E_L];
        k.v_reset = p[V_reset] - p[E_L];
        return k;
    }
    static long refractory_steps(const Params& p, double dt) { return iaf::steps(p[t_ref], dt); }
    static State<double> initial(std::span<const double> values, const Params& p) {
        return {values[0] - p[E_L], {values[1], values[2]}, {}};
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
        std::array<V, 2> area;
        std::array<V, 2> lever;
        for (std::size_t c = 0; c < 2; ++c) {
            area[c] = fma(k.area[c], s.g[c], k.slope_area[c] * s.slope[c]);
            lever[c] = fma(k.lever[c], s.g[c], k.slope_lever[c] * s.slope[c]);
            s.g[c] = fma(k.rise[c], s.slope[c], k.decay[c] * s.g[c]);
            s.slope[c] = fma(k.jump[c], drive.input[c], k.decay[c] * s.slope[c]);
        }
        V v = conductance::propagate(s.v, k.membrane, k.i_e + drive.current, area, lever);
        v = select(drive.held, s.v, v);
        const auto spiked = v >= k.v_th;
        s.v = select(spiked, k.v_reset, v);
        return spiked;
    }
};

static_assert(NeuronModel<IafCondAlpha>);

}  // namespace callosum
