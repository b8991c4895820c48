#pragma once

#include <array>

#include "models/model.hpp"
#include "models/neuron/iaf_fields.hpp"

namespace callosum {

/// Izhikevich's (2003) neuron. `Consistent` is a plain Euler step; the other variant takes the
/// paper's two half steps of v.
template <bool Consistent>
struct Izhikevich {
    enum Param : std::size_t { a, b, c, d, I_e, V_th, V_min, consistent_integration };
    static constexpr std::array params{
        Field{"a", "1/ms", 0.02, -unbounded, unbounded, false, "rate of the recovery U_m"},
        Field{"b", "1", 0.2, -unbounded, unbounded, false, "sensitivity of U_m to V_m"},
        Field{"c", "mV", -65, -unbounded, unbounded, false, "potential after a spike, below V_th"},
        Field{"d", "mV", 8, -unbounded, unbounded, false, "U_m grows by d at a spike"},
        iaf::I_e,
        Field{"V_th", "mV", 30, -unbounded, unbounded, false, "peak of a spike"},
        Field{"V_min", "mV", -unbounded, -unbounded, unbounded, false,
              "lower bound of the membrane potential"},
        Field{"consistent_integration",
              "1",
              1,
              0,
              1,
              false,
              "true: Euler; false: the paper's two half steps of V, meant for dt = 1 ms",
              {},
              FieldKind::flag,
              false,
              true}};
    static constexpr std::array state{
        Field{"V_m", "mV", -65, -unbounded, unbounded, false, "membrane potential"},
        Field{"U_m", "mV", 0, -unbounded, unbounded, false, "recovery variable"}};
    static constexpr std::array<FieldOrder, 2> orders{{{"c", "V_th"}, {"V_min", "V_th"}}};
    /// A jump of V, or a current of the weight for one step; I is in mV/ms.
    static std::optional<double> charge_per_weight(std::size_t /*port*/, const MeanParameters& of) {
        return of.mean("consistent_integration") != 0 ? 1.0 : of.dt_ms();
    }
    static constexpr ModelInfo info{
        .name = "izhikevich",
        .summary = "Izhikevich's neuron with quadratic potential and recovery",
        .page = R"(Equations
  dV/dt = 0.04 V^2 + 5 V + 140 - U + I;  dU/dt = a (b V - U);  t in ms, I = I_e + I_stim
  V jumps by w (mV) at each arriving spike, at the end of the step.
  V >= V_th at the end of a step, jumps included: spike; V = c, U grows by d. No refractory period.
  I is a number that the equation wants in mV/ms; an input "of 10 pA" is 10 there, as in NEST.
Scheme
  Euler, first order, because the published behaviour belongs to it: results depend on dt.
  consistent_integration = false: two half steps of V, then U with the new V; an arriving spike is a
  current of w for the whole step instead of a jump (at dt = 1 ms the same size).
  No upper bound of V within a step: choose dt <= 1 ms.
  Single precision: computed in double all the same. A fast spiking neuron turns a change of 1e-7 mV/ms of
  its current into other spikes within 200 ms, and a sum of two floats would take longer than a double.
Left out
  Nothing of NEST's model.
References
  Izhikevich EM (2003) IEEE Trans Neural Netw 14:1569-1572. NEST 3.9 izhikevich has the same
  parameters, defaults, scheme and order of events.)",
        .params = params,
        .state = state,
        .receptors = iaf::receptors,
        .weight_unit = "mV",
        .orders = orders,
        .mean_input = {.charge_per_weight = charge_per_weight}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 1;  // both signs act alike, so all input shares one row
    static constexpr std::size_t row_of_port(std::size_t) { return 0; }
    static constexpr bool light = true;
    static constexpr bool only_double = true;
    using Params = std::array<double, n_params>;

    static bool applies(const VariantQuery& query) {
        return query.shared(consistent_integration) == (Consistent ? 1.0 : 0.0);
    }

    template <class V>
    struct State {
        V v, u;
    };
    template <class V>
    struct Coeffs {
        V h, ha, b, c, d, i_e, v_th, v_min;
    };

    static Coeffs<double> prepare(const Params& p, double dt) {
        return {Consistent ? dt : dt / 2, dt * p[a], p[b], p[c], p[d], p[I_e], p[V_th], p[V_min]};
    }
    static long refractory_steps(const Params&, double) { return 0; }
    static State<double> initial(std::span<const double> values, const Params&) {
        return {values[0], values[1]};
    }
    static double recorded(std::size_t i, const State<double>& s, const Params&) {
        return i == 0 ? s.v : s.u;
    }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        using T = scalar_of<V>;
        const auto euler = [&k](V v, V u, V current) {
            const V square = fma(fma(V(T(0.04)), v, V(T(5))), v, V(T(140)));
            return fma(k.h, (square - u) + current, v);
        };
        const V current = k.i_e + drive.current;
        V v, u;
        if constexpr (Consistent) {
            v = euler(s.v, s.u, current) + drive.input[0];
            u = fma(k.ha, fma(k.b, s.v, -s.u), s.u);
        } else {
            // The paper counts input as a current of one step, not as a jump of v.
            const V all = current + drive.input[0];
            v = euler(euler(s.v, s.u, all), s.u, all);
            u = fma(k.ha, fma(k.b, v, -s.u), s.u);
        }
        v = max(v, k.v_min);
        const auto spiked = v >= k.v_th;
        s.v = select(spiked, k.c, v);
        s.u = select(spiked, u + k.d, u);
        return spiked;
    }
};

static_assert(NeuronModel<Izhikevich<true>> && NeuronModel<Izhikevich<false>>);

}  // namespace callosum
