#pragma once

#include <array>
#include <numbers>

#include "models/model.hpp"
#include "models/neuron/iaf_fields.hpp"
#include "models/neuron/input_charge.hpp"
#include "models/propagator.hpp"

namespace callosum {

/// Leaky integrate-and-fire neuron with alpha-shaped synaptic currents, integrated exactly.
/// `Channels` has the meaning that it has in IafPscExp.
template <int Channels>
struct IafPscAlpha {
    static_assert(Channels == 1 || Channels == 2);
    enum Param : std::size_t { C_m, tau_m, tau_syn_ex, tau_syn_in, t_ref, E_L, V_th, V_reset, I_e };
    static constexpr std::array params{iaf::C_m,        iaf::tau_m,   iaf::tau_syn_ex,
                                       iaf::tau_syn_in, iaf::t_ref,   iaf::E_L,
                                       iaf::V_th,       iaf::V_reset, iaf::I_e};
    static constexpr std::array state{iaf::V_m, iaf::I_syn_ex, iaf::I_syn_in};
    static constexpr ModelInfo info{
        .name = "iaf_psc_alpha",
        .summary = "leaky integrate-and-fire, alpha-shaped synaptic currents, exact integration",
        .page = R"(Equations
  tau_m dV/dt = E_L - V + tau_m / C_m (I_syn_ex + I_syn_in + I_e + I_stim)
  a spike of weight w (pA) adds w e/tau_syn t exp(-t/tau_syn): a current that peaks at w after tau_syn
  V >= V_th at the end of a step: spike; V = V_reset is held for t_ref while the currents go on.
Scheme
  Exact on the grid of dt (matrix exponential). tau_syn = tau_m is no special case.
  Where tau_syn_ex = tau_syn_in the two currents are kept as one sum; then I_syn_ex records the sum
  and I_syn_in is 0. `separate_receptors: true` keeps them apart.
Left out
  V_m starts at E_L unless set (NEST: at -70 mV whatever E_L is). An initial I_syn has no slope.
References
  Rotter S, Diesmann M (1999) Biol Cybern 81:381-402. NEST 3.9 iaf_psc_alpha has the same parameters,
  defaults and order of events.)",
        .params = params,
        .state = state,
        .receptors = iaf::receptors,
        .weight_unit = "pA",
        .orders = iaf::orders,
        .mean_input = {.charge_per_weight = charge::alpha}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = Channels;
    static constexpr std::size_t row_of_port(std::size_t port) { return Channels == 1 ? 0 : port; }
    static constexpr bool light = true;
    using Params = std::array<double, n_params>;

    // One channel serves only where every neuron has equal time constants and nobody records the
    // currents apart.
    static bool applies(const VariantQuery& query) {
        if (Channels == 2) { return true; }
        const auto ex = query.shared(tau_syn_ex);
        const auto in = query.shared(tau_syn_in);
        return !query.separate_receptors && ex && in && *ex == *in;
    }

    template <class V>
    struct State {
        V v;  ///< mV, relative to E_L
        std::array<V, Channels> i_syn, slope;
    };
    template <class V>
    struct Coeffs {
        V vv, vc, i_e, v_th, v_reset;
        std::array<V, Channels> vi, vs, ii, is, jump;
    };

    static Coeffs<double> prepare(const Params& p, double dt) {
        const propagator::Membrane membrane{dt, p[tau_m], p[C_m]};
        Coeffs<double> k{membrane.decay(),
                         membrane.from_constant(),
                         p[I_e],
                         p[V_th] - p[E_L],
                         p[V_reset] - p[E_L],
                         {},
                         {},
                         {},
                         {},
                         {}};
        for (std::size_t c = 0; c < Channels; ++c) {
            const double tau = p[tau_syn_ex + c];
            k.vi[c] = membrane.from_exponential(tau);
            k.vs[c] = membrane.from_alpha(tau);
            k.ii[c] = math::exp(-dt / tau);
            k.is[c] = dt * k.ii[c];
            // The current after a spike of weight w peaks at w, tau later.
            k.jump[c] = std::numbers::e / tau;
        }
        return k;
    }
    static long refractory_steps(const Params& p, double dt) { return iaf::steps(p[t_ref], dt); }
    static State<double> initial(std::span<const double> values, const Params& p) {
        State<double> s{values[0] - p[E_L], {}, {}};
        if constexpr (Channels == 1) {
            s.i_syn[0] = values[1] + values[2];
        } else {
            s.i_syn = {values[1], values[2]};
        }
        return s;
    }
    static void carry(State<double>& s, const Params& before, const Params& after) {
        s.v += before[E_L] - after[E_L];
    }
    static double recorded(std::size_t i, const State<double>& s, const Params& p) {
        if (i == 0) { return s.v + p[E_L]; }
        return i <= Channels ? s.i_syn[i - 1] : 0.0;
    }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        // V needs the currents as they were at the start of the step, so it is updated before them.
        V v = fma(k.vv, s.v, k.vc * (k.i_e + drive.current));
        for (std::size_t c = 0; c < Channels; ++c) {
            v = fma(k.vs[c], s.slope[c], fma(k.vi[c], s.i_syn[c], v));
            s.i_syn[c] = fma(k.is[c], s.slope[c], k.ii[c] * s.i_syn[c]);
            s.slope[c] = fma(k.jump[c], drive.input[c], k.ii[c] * s.slope[c]);
        }
        v = select(drive.held, s.v, v);
        const auto spiked = v >= k.v_th;
        s.v = select(spiked, k.v_reset, v);
        return spiked;
    }
};

static_assert(NeuronModel<IafPscAlpha<1>> && NeuronModel<IafPscAlpha<2>>);

}  // namespace callosum
