#pragma once

#include <algorithm>
#include <array>
#include <type_traits>

#include "engine/base/math_lanes.hpp"
#include "models/model.hpp"
#include "models/neuron/iaf_fields.hpp"
#include "models/neuron/input_charge.hpp"
#include "models/propagator.hpp"

namespace callosum {

/// Leaky integrate-and-fire neuron with exponential synaptic currents, integrated exactly.
/// `Channels` is 2, or 1 where both receptors have one time constant: their currents then obey one
/// equation and are kept as one sum. `Escape` is the variant with a soft threshold.
template <int Channels, bool Escape = false>
struct IafPscExp {
    static_assert(Channels == 1 || Channels == 2);
    enum Param : std::size_t {
        C_m,
        tau_m,
        tau_syn_ex,
        tau_syn_in,
        t_ref,
        E_L,
        V_th,
        V_reset,
        I_e,
        delta,
        rho
    };
    static constexpr std::array params{
        iaf::C_m,
        iaf::tau_m,
        iaf::tau_syn_ex,
        iaf::tau_syn_in,
        iaf::t_ref,
        iaf::E_L,
        iaf::V_th,
        iaf::V_reset,
        iaf::I_e,
        Field{"delta", "mV", 0, 0, unbounded, false,
              "width of the threshold; 0: spikes at V_th exactly, above 0: at random around it"},
        Field{"rho", "1/s", 0.01, 0, unbounded, false,
              "rate of random spikes at V_th, where delta > 0"}};
    static constexpr std::array state{iaf::V_m, iaf::I_syn_ex, iaf::I_syn_in};
    static constexpr ModelInfo info{
        .name = "iaf_psc_exp",
        .summary = "leaky integrate-and-fire, exponential synaptic currents, exact integration",
        .page = R"(Equations
  tau_m dV/dt = E_L - V + tau_m / C_m (I_syn_ex + I_syn_in + I_e + I_stim)
  tau_syn_x dI_syn_x/dt = -I_syn_x + sum over arriving spikes of tau_syn_x w delta(t - t_spike - delay)
  V >= V_th at the end of a step: spike; V = V_reset is held for t_ref while the currents go on.
  Where delta > 0 there is no V_th to reach: a neuron that is not held spikes with probability
  dt rho exp((V - V_th) / delta) in each step.
Scheme
  Exact on the grid of dt (matrix exponential). tau_syn = tau_m is no special case. An arriving spike
  is added to the current at the end of its step and changes V from the next step on.
  Where tau_syn_ex = tau_syn_in the two currents are kept as one sum (same solution, half the work);
  then I_syn_ex records the sum and I_syn_in is 0. `separate_receptors: true` keeps them apart.
  The random spikes follow their rate to first order in dt: the probability is its value at the end
  of the step, at most 1, in units of 2^-32.
Left out
  V_m starts at E_L unless set (NEST: at -70 mV whatever E_L is). With delta > 0 a neuron that is
  held does not spike (NEST: it does, at the rate that V_reset has).
References
  Rotter S, Diesmann M (1999) Biol Cybern 81:381-402. Tsodyks, Uziel, Markram (2000) J Neurosci 20:RC50.
  NEST 3.9 iaf_psc_exp has the same parameters, defaults and order of events.)",
        .params = params,
        .state = state,
        .receptors = iaf::receptors,
        .weight_unit = "pA",
        .orders = iaf::orders,
        .mean_input = {.charge_per_weight = charge::exponential}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = Channels;
    static constexpr std::size_t row_of_port(std::size_t port) { return Channels == 1 ? 0 : port; }
    static constexpr bool light = !Escape;
    static constexpr bool stochastic = Escape;
    using Params = std::array<double, n_params>;
    static constexpr double min_delta = 1e-10;  // mV; below it the threshold is hard

    static bool applies(const VariantQuery& query) {
        if (Escape) { return true; }
        if (query.shared(delta) != 0.0) { return false; }
        if (Channels == 2) { return true; }
        const auto ex = query.shared(tau_syn_ex);
        const auto in = query.shared(tau_syn_in);
        return !query.separate_receptors && ex && in && *ex == *in;
    }

    template <class V>
    struct State {
        V v;  ///< mV, relative to E_L
        std::array<V, Channels> i_syn;
    };
    template <class V>
    struct Hard {};
    template <class V>
    struct Soft {
        V soft;  ///< 1 where delta > min_delta, else 0
        V slope, chance;
    };
    template <class V>
    struct Coeffs : std::conditional_t<Escape, Soft<V>, Hard<V>> {
        V vv, vc, i_e, v_th, v_reset;
        std::array<V, Channels> vi, ii;
    };

    static Coeffs<double> prepare(const Params& p, double dt) {
        const propagator::Membrane membrane{dt, p[tau_m], p[C_m]};
        Coeffs<double> k{};
        k.vv = membrane.decay();
        k.vc = membrane.from_constant();
        k.i_e = p[I_e];
        k.v_th = p[V_th] - p[E_L];
        k.v_reset = p[V_reset] - p[E_L];
        if constexpr (Escape) {
            k.soft = p[delta] > min_delta ? 1 : 0;
            k.slope = 1 / std::max(p[delta], min_delta);
            k.chance = p[rho] * dt * 1e-3;
        }
        for (std::size_t c = 0; c < Channels; ++c) {
            const double tau = p[tau_syn_ex + c];
            k.vi[c] = membrane.from_exponential(tau);
            k.ii[c] = math::exp(-dt / tau);
        }
        return k;
    }
    static long refractory_steps(const Params& p, double dt) { return iaf::steps(p[t_ref], dt); }
    static State<double> initial(std::span<const double> values, const Params& p) {
        State<double> s{values[0] - p[E_L], {}};
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
            v = fma(k.vi[c], s.i_syn[c], v);
            s.i_syn[c] = fma(k.ii[c], s.i_syn[c], drive.input[c]);
        }
        v = select(drive.held, s.v, v);
        const auto above = v >= k.v_th;
        const auto spiked = [&] {
            if constexpr (Escape) {
                const V zero(0);
                const V chance = k.chance * math::exp_((v - k.v_th) * k.slope);
                // drive.uniform lies in (0, 1], so it is always <= 1 and never <= 0.
                return drive.uniform <= select(k.soft > zero, select(drive.held, zero, chance),
                                               select(above, V(1), zero));
            } else {
                return above;
            }
        }();
        s.v = select(spiked, k.v_reset, v);
        return spiked;
    }
};

static_assert(NeuronModel<IafPscExp<1>> && NeuronModel<IafPscExp<2>> &&
              NeuronModel<IafPscExp<2, true>>);

}  // namespace callosum
