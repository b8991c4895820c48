#pragma once

#include <algorithm>
#include <array>
#include <numeric>

#include "models/model.hpp"
#include "models/neuron/iaf_fields.hpp"
#include "models/neuron/input_charge.hpp"
#include "models/propagator.hpp"

namespace callosum {

/// Leaky integrate-and-fire neuron with any number of receptors, each with an exponential current
/// and its own time constant, integrated exactly.
struct IafPscExpMultisynapse : PlainModel {
    enum Param : std::size_t { C_m, tau_m, t_ref, E_L, V_th, V_reset, I_e };
    static constexpr std::array params{iaf::C_m,  iaf::tau_m,   iaf::t_ref, iaf::E_L,
                                       iaf::V_th, iaf::V_reset, iaf::I_e};
    static constexpr std::array state{iaf::V_m,
                                      computed("I_syn", "pA", "sum of the synaptic currents")};
    static constexpr std::array<double, 1> one_port{2};
    static constexpr std::array lists{
        ListField{"tau_syn", "ms", one_port, 0, true, "time constants of the receptors, one each"}};
    static constexpr ModelInfo info{
        .name = "iaf_psc_exp_multisynapse",
        .summary = "leaky integrate-and-fire, exponential currents at any number of receptors",
        .page = R"(Equations
  tau_m dV/dt = E_L - V + tau_m / C_m (sum of I_r + I_e + I_stim)
  tau_syn_r dI_r/dt = -I_r + sum over spikes that arrive at receptor r of tau_syn_r w delta(t - ...)
  V >= V_th at the end of a step: spike; V = V_reset is held for t_ref while the currents go on.
Scheme
  Exact on the grid of dt (matrix exponential). tau_syn = tau_m is no special case. An arriving spike
  is added to its current at the end of its step and changes V from the next step on.
  A projection names its receptor, 0 first (NEST: 1 first); weights of both signs may share one.
Left out
  The currents of single receptors cannot be recorded (NEST's I_syn_1, I_syn_2 ...), their sum can.
References
  Rotter S, Diesmann M (1999) Biol Cybern 81:381-402. NEST 3.9 iaf_psc_exp_multisynapse has the same
  parameters, defaults and order of events.)",
        .params = params,
        .state = state,
        .weight_unit = "pA",
        .lists = lists,
        .orders = iaf::orders,
        .receptor_per_list_element = true,
        .mean_input = {.charge_per_weight = charge::exponential_of_list}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 0;
    using Params = std::array<double, n_params>;

    template <class V>
    struct State {
        V v;  ///< mV, relative to E_L
    };
    template <class V>
    struct Coeffs {
        V vv, vc, i_e, v_th, v_reset;
    };
    // Layout of the extra columns. State: the currents. Coefficients: effect on V and decay of each
    // current.

    static Coeffs<double> prepare(const Params& p, double dt) {
        const propagator::Membrane membrane{dt, p[tau_m], p[C_m]};
        return {membrane.decay(), membrane.from_constant(), p[I_e], p[V_th] - p[E_L],
                p[V_reset] - p[E_L]};
    }
    static long refractory_steps(const Params& p, double dt) { return iaf::steps(p[t_ref], dt); }
    static State<double> initial(std::span<const double> values, const Params& p) {
        return {values[0] - p[E_L]};
    }
    static std::size_t extra_state(Lists given) { return given[0].size(); }
    static std::size_t extra_coeffs(Lists given) { return 2 * given[0].size(); }
    static void prepare_extra(const Params& p, Lists given, double dt, std::span<double> out) {
        const propagator::Membrane membrane{dt, p[tau_m], p[C_m]};
        for (std::size_t r = 0; r < given[0].size(); ++r) {
            out[2 * r] = membrane.from_exponential(given[0][r]);
            out[2 * r + 1] = math::exp(-dt / given[0][r]);
        }
    }
    static void initial_extra(const Params&, Lists, std::span<double> out) {
        std::fill(out.begin(), out.end(), 0.0);
    }
    static void carry(State<double>& s, const Params& before, const Params& after) {
        s.v += before[E_L] - after[E_L];
    }
    static double recorded(std::size_t i, const State<double>& s, const Params& p, Lists,
                           std::span<const double> extra) {
        return i == 0 ? s.v + p[E_L] : std::accumulate(extra.begin(), extra.end(), 0.0);
    }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        V v = fma(k.vv, s.v, k.vc * (k.i_e + drive.current));
        for (std::size_t r = 0; r < drive.size[0]; ++r) {
            V& i_syn = drive.extra[r];
            v = fma(drive.extra_coeffs[2 * r], i_syn, v);
            i_syn = fma(drive.extra_coeffs[2 * r + 1], i_syn, drive.input[r]);
        }
        v = select(drive.held, s.v, v);
        const auto spiked = v >= k.v_th;
        s.v = select(spiked, k.v_reset, v);
        return spiked;
    }
};

static_assert(ListedModel<IafPscExpMultisynapse>);

}  // namespace callosum
