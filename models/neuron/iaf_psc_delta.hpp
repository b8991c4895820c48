#pragma once

#include <array>

#include "models/model.hpp"
#include "models/neuron/iaf_fields.hpp"
#include "models/neuron/input_charge.hpp"
#include "models/propagator.hpp"

namespace callosum {

/// Leaky integrate-and-fire neuron whose potential jumps at each arriving spike. The variant
/// `Keeps` saves up the input of the refractory period and applies it at the end
/// (`refractory_input`).
template <bool Keeps>
struct IafPscDelta {
    enum Param : std::size_t {
        C_m,
        tau_m,
        t_ref,
        E_L,
        V_th,
        V_reset,
        V_min,
        I_e,
        refractory_input
    };
    static constexpr std::array params{
        iaf::C_m,
        iaf::tau_m,
        iaf::t_ref,
        iaf::E_L,
        iaf::V_th,
        iaf::V_reset,
        Field{"V_min", "mV", -unbounded, -unbounded, unbounded, false,
              "lower bound of the membrane potential"},
        iaf::I_e,
        Field{"refractory_input",
              "1",
              0,
              0,
              1,
              false,
              "true: input during refractoriness acts, decayed, at its end; false: it is lost",
              {},
              FieldKind::flag}};
    static constexpr std::array state{iaf::V_m};
    static constexpr std::array<FieldOrder, 2> orders{{{"V_reset", "V_th"}, {"V_min", "V_th"}}};
    static constexpr ModelInfo info{
        .name = "iaf_psc_delta",
        .summary = "leaky integrate-and-fire, voltage jumps at arriving spikes, exact integration",
        .page = R"(Equations
  tau_m dV/dt = E_L - V + tau_m / C_m (I_e + I_stim);  V jumps by w (mV) at each arriving spike
  V >= V_th at the end of a step, jumps included: spike; V = V_reset is held for t_ref.
  Input that arrives while V is held is lost, or, with refractory_input = 1, decays with tau_m and is
  added when the hold ends.
Scheme
  Exact on the grid of dt.
Left out
  V_m starts at E_L unless set (NEST: at -70 mV whatever E_L is).
References
  Rotter S, Diesmann M (1999) Biol Cybern 81:381-402. NEST 3.9 iaf_psc_delta has the same parameters,
  defaults and order of events.)",
        .params = params,
        .state = state,
        .receptors = iaf::receptors,
        .weight_unit = "mV",
        .orders = orders,
        .mean_input = {.charge_per_weight = charge::jump}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 1;  // both signs act alike, so all input shares one row
    static constexpr std::size_t row_of_port(std::size_t) { return 0; }
    static constexpr bool light = true;
    using Params = std::array<double, n_params>;

    static bool applies(const VariantQuery& query) {
        return Keeps || query.shared(refractory_input) == 0.0;
    }

    template <class V>
    struct Plain {
        V v;  ///< mV, relative to E_L
    };
    template <class V>
    struct Keeping {
        V v, pending;
    };
    template <class V>
    struct State : std::conditional_t<Keeps, Keeping<V>, Plain<V>> {};
    template <class V>
    struct Coeffs {
        V vv, vc, i_e, v_th, v_reset, v_min, keep;
    };

    static Coeffs<double> prepare(const Params& p, double dt) {
        const propagator::Membrane membrane{dt, p[tau_m], p[C_m]};
        return {membrane.decay(),   membrane.from_constant(), p[I_e],
                p[V_th] - p[E_L],   p[V_reset] - p[E_L],      p[V_min] - p[E_L],
                p[refractory_input]};
    }
    static long refractory_steps(const Params& p, double dt) { return iaf::steps(p[t_ref], dt); }
    static State<double> initial(std::span<const double> values, const Params& p) {
        State<double> s{};
        s.v = values[0] - p[E_L];
        return s;
    }
    static void carry(State<double>& s, const Params& before, const Params& after) {
        s.v += before[E_L] - after[E_L];
    }
    static double recorded(std::size_t, const State<double>& s, const Params& p) {
        return s.v + p[E_L];
    }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        V v = fma(k.vv, s.v, k.vc * (k.i_e + drive.current)) + drive.input[0];
        if constexpr (Keeps) {
            v = v + s.pending;
            // Saved input decays like the potential that it will become part of.
            s.pending = select(drive.held, k.keep * (k.vv * (s.pending + drive.input[0])), V(0));
        }
        v = max(v, k.v_min);
        v = select(drive.held, s.v, v);
        const auto spiked = v >= k.v_th;
        s.v = select(spiked, k.v_reset, v);
        return spiked;
    }
};

static_assert(NeuronModel<IafPscDelta<false>> && NeuronModel<IafPscDelta<true>>);

}  // namespace callosum
