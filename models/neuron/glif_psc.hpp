#pragma once

#include <algorithm>
#include <array>
#include <numbers>

#include "models/model.hpp"
#include "models/neuron/iaf_fields.hpp"
#include "models/neuron/input_charge.hpp"
#include "models/propagator.hpp"

namespace callosum {

/// The five generalised leaky integrate-and-fire models of the Allen Institute, with alpha-shaped
/// currents at any number of receptors. One kernel serves all levels: mechanisms that a level lacks
/// have coefficients of 0.
struct GlifPsc : PlainModel {
    enum Param : std::size_t {
        g,
        E_L,
        V_th,
        C_m,
        t_ref,
        V_reset,
        th_spike_add,
        th_spike_decay,
        voltage_reset_fraction,
        voltage_reset_add,
        th_voltage_index,
        th_voltage_decay,
        spike_dependent_threshold,
        after_spike_currents,
        adapting_threshold,
        I_e
    };
    static constexpr std::array params{
        Field{"g", "nS", 9.43, 0, unbounded, true, "membrane conductance"},
        iaf::with_default(iaf::E_L, -78.85),
        Field{"V_th", "mV", -51.68, -unbounded, unbounded, false, "threshold at rest"},
        iaf::with_default(iaf::C_m, 58.72),
        Field{"t_ref", "ms", 3.75, 0, 5000, true, "refractory period, rounded to the grid"},
        Field{"V_reset", "mV", -78.85, -unbounded, unbounded, false,
              "potential after a spike (levels 1 and 3)"},
        Field{"th_spike_add", "mV", 0.37, -unbounded, unbounded, false,
              "increment of the threshold per spike"},
        Field{"th_spike_decay", "1/ms", 0.009, 0, unbounded, true,
              "decay rate of the spike component of the threshold"},
        Field{"voltage_reset_fraction", "1", 0.2, 0, 1, false,
              "fraction of V - E_L that remains after a spike (levels 2, 4, 5)"},
        Field{"voltage_reset_add", "mV", 18.51, -unbounded, unbounded, false,
              "added to V after a spike (levels 2, 4, 5)"},
        Field{"th_voltage_index", "1/ms", 0.005, -unbounded, unbounded, false,
              "rate at which V - E_L raises the threshold (level 5)"},
        Field{"th_voltage_decay", "1/ms", 0.09, 0, unbounded, true,
              "decay rate of the voltage component of the threshold"},
        iaf::flag("spike_dependent_threshold", "spikes move threshold and reset (levels 2, 4, 5)"),
        iaf::flag("after_spike_currents", "spikes start currents (levels 3, 4, 5)"),
        iaf::flag("adapting_threshold", "the potential moves the threshold (level 5)"),
        iaf::I_e};
    static constexpr std::array needs{FieldNeed{"adapting_threshold", "spike_dependent_threshold"},
                                      FieldNeed{"adapting_threshold", "after_spike_currents"}};
    static constexpr std::array state{
        iaf::V_m,
        Field{"threshold_spike", "mV", 0, -unbounded, unbounded, false,
              "spike component of the threshold"},
        Field{"threshold_voltage", "mV", 0, -unbounded, unbounded, false,
              "voltage component of the threshold"},
        computed("threshold", "mV", "V_th plus its spike and voltage components"),
        computed("I_syn", "pA", "sum of the synaptic currents"),
        computed("ASCurrents_sum", "pA", "sum of the after-spike currents")};
    enum List : std::size_t { tau_syn, asc_init, asc_decay, asc_amps, asc_r };
    static constexpr std::array<double, 1> one_port{2};
    static constexpr std::array<double, 2> no_current{0, 0}, rates{0.003, 0.1};
    static constexpr std::array<double, 2> jumps{-9.18, -198.94}, all{1, 1};
    static constexpr std::array lists{
        ListField{"tau_syn", "ms", one_port, 0, true, "time constants of the receptors, one each"},
        ListField{"asc_init", "pA", no_current, -unbounded, false,
                  "after-spike currents at the start", "asc_decay"},
        ListField{"asc_decay", "1/ms", rates, 0, true, "their decay rates"},
        ListField{"asc_amps", "pA", jumps, -unbounded, false, "what a spike adds", "asc_decay"},
        ListField{"asc_r", "1", all, 0, false, "part of them that a spike leaves", "asc_decay", 1}};
    static constexpr ModelInfo info{
        .name = "glif_psc",
        .summary = "generalised leaky integrate-and-fire (Allen), levels 1 to 5, alpha currents",
        .page = R"(Equations
  C_m dV/dt = -g (V - E_L) + sum of asc_j + I_syn + I_e + I_stim;  dasc_j/dt = -asc_decay_j asc_j
  dth_s/dt = -th_spike_decay th_s;  dth_v/dt = th_voltage_index (V - E_L) - th_voltage_decay th_v
  a spike of weight w (pA) at receptor r adds w e/tau_r t exp(-t/tau_r), which peaks at w
  V > V_th + th_s + th_v at the end of a step: spike; then for t_ref all but I_syn stand still at
    V       V_reset, or E_L + voltage_reset_fraction (V_before - E_L) + voltage_reset_add
    asc_j   asc_amps_j + asc_r_j exp(-asc_decay_j t_ref) asc_j
    th_s    th_spike_add + exp(-th_spike_decay t_ref) th_s
  with V_before the potential at the start of the step.
Levels
  spike_dependent_threshold (th_s, second reset), after_spike_currents (asc), adapting_threshold (th_v):
  1 none, 2 the first, 3 the second, 4 both, 5 all three. Other combinations are refused.
Scheme
  Exact on the grid of dt (matrix exponential); equal time constants are no special case. A projection
  names its receptor, 0 first (NEST: 1 first). The potential after a spike should be below the
  threshold, or the neuron spikes again whenever t_ref has passed.
Left out
  NEST takes asc by its mean over the step, and for th_v leaves out what I_syn does to V within the
  step; both are exact here, and the difference goes to 0 with dt. ASCurrents_sum is the value at the
  sample's time. Single after-spike currents cannot be recorded.
References
  Teeter C et al. (2018) Nat Commun 9:709. NEST 3.9 glif_psc has the same parameters and
  defaults, but for I_e, in whose place it has a dc_generator.)",
        .params = params,
        .state = state,
        .weight_unit = "pA",
        .lists = lists,
        .orders = iaf::orders,
        .receptor_per_list_element = true,
        .needs = needs,
        .mean_input = {.charge_per_weight = charge::alpha_of_list}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 0;
    using Params = std::array<double, n_params>;

    template <class V>
    struct State {
        V v;                      ///< relative to E_L, mV
        V by_spikes, by_voltage;  ///< parts of the threshold above V_th, mV
    };
    template <class V>
    struct Coeffs {
        V vv, vc, i_e;
        V v_th, reset_part, reset_add;
        V s_decay, s_keep, s_add;  // threshold by spikes
        V tt, tv, tc;              // threshold by voltage: from itself, V and a constant current
    };
    // Layout of the extra state: current and slope of each port, then the after-spike currents.
    template <class V>
    struct Port {  ///< effects of current and slope on V and threshold, their propagators
        V vi, vs, ti, ts, ii, is, jump;
    };
    template <class V>
    struct After {  ///< effects on V and threshold, decay, part kept by a spike, amount added
        V va, ta, aa, keep, add;
    };

    static Coeffs<double> prepare(const Params& p, double dt) {
        const auto membrane = membrane_of(p, dt);
        Coeffs<double> k{};
        k.vv = membrane.decay();
        k.vc = membrane.from_constant();
        k.i_e = p[I_e];
        k.v_th = p[V_th] - p[E_L];
        k.reset_add = p[V_reset] - p[E_L];
        if (p[spike_dependent_threshold] != 0) {
            k.reset_part = p[voltage_reset_fraction];
            k.reset_add = p[voltage_reset_add];
            k.s_decay = math::exp(-p[th_spike_decay] * dt);
            // While a neuron is held its threshold and after-spike currents rest; their decay over
            // t_ref is applied at the spike.
            k.s_keep = math::exp(-p[th_spike_decay] * p[t_ref]);
            k.s_add = p[th_spike_add];
        }
        if (p[adapting_threshold] != 0) {
            const auto row = propagator::chain<3>({p[th_voltage_decay], p[g] / p[C_m], 0}, dt);
            k.tt = row[0];
            k.tv = index_of(p) * row[1];
            k.tc = index_of(p) / p[C_m] * row[2];
        }
        return k;
    }
    static long refractory_steps(const Params& p, double dt) { return iaf::steps(p[t_ref], dt); }
    static State<double> initial(std::span<const double> values, const Params& p) {
        return {values[0] - p[E_L], p[spike_dependent_threshold] * values[1],
                p[adapting_threshold] * values[2]};
    }
    static std::size_t extra_state(Lists given) {
        return 2 * given[tau_syn].size() + given[asc_decay].size();
    }
    static std::size_t extra_coeffs(Lists given) {
        return n_columns<Port> * given[tau_syn].size() + n_columns<After> * given[asc_decay].size();
    }
    static void prepare_extra(const Params& p, Lists given, double dt, std::span<double> out) {
        const auto membrane = membrane_of(p, dt);
        const double leak = p[g] / p[C_m];
        const double index = index_of(p) / p[C_m];
        for (const double tau : given[tau_syn]) {
            const auto row =
                propagator::chain<4>({p[th_voltage_decay], leak, 1 / tau, 1 / tau}, dt);
            const double decay = math::exp(-dt / tau);
            put(out, Port<double>{membrane.from_exponential(tau), membrane.from_alpha(tau),
                                  index * row[2], index * row[3], decay, dt * decay,
                                  std::numbers::e / tau});
        }
        const double on = p[after_spike_currents];
        for (std::size_t j = 0; j < given[asc_decay].size(); ++j) {
            const double rate = given[asc_decay][j];
            const auto row = propagator::chain<3>({p[th_voltage_decay], leak, rate}, dt);
            put(out, After<double>{on * membrane.from_exponential(1 / rate), on * index * row[2],
                                   on * math::exp(-rate * dt),
                                   on * given[asc_r][j] * math::exp(-rate * p[t_ref]),
                                   on * given[asc_amps][j]});
        }
    }
    static void initial_extra(const Params& p, Lists given, std::span<double> out) {
        std::fill(out.begin(), out.end(), 0.0);
        std::transform(given[asc_init].begin(), given[asc_init].end(),
                       out.begin() + static_cast<std::ptrdiff_t>(2 * given[tau_syn].size()),
                       [&](double start) { return p[after_spike_currents] * start; });
    }
    static void carry(State<double>& s, const Params& before, const Params& after) {
        s.v += before[E_L] - after[E_L];
    }
    static double recorded(std::size_t i, const State<double>& s, const Params& p, Lists given,
                           std::span<const double> extra) {
        const std::size_t ports = 2 * given[tau_syn].size();
        double sum = 0;
        switch (i) {
            case 0:
                return s.v + p[E_L];
            case 1:
                return s.by_spikes;
            case 2:
                return s.by_voltage;
            case 3:
                return p[V_th] + s.by_spikes + s.by_voltage;
            case 4:
                for (std::size_t r = 0; r < ports; r += 2) { sum += extra[r]; }
                return sum;
            default:
                for (std::size_t j = ports; j < extra.size(); ++j) { sum += extra[j]; }
                return sum;
        }
    }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        const std::size_t n_ports = drive.size[tau_syn];
        const std::size_t n_after = drive.size[asc_decay];
        const V* const of_ports = drive.extra_coeffs;
        const V* const of_after = of_ports + n_columns<Port> * n_ports;
        V* const after = drive.extra + 2 * n_ports;

        const V current = k.i_e + drive.current;
        V v = fma(k.vv, s.v, k.vc * current);
        V by_voltage = fma(k.tt, s.by_voltage, fma(k.tv, s.v, k.tc * current));
        for (std::size_t r = 0; r < n_ports; ++r) {
            const auto c = get<Port>(of_ports, r);
            V& i_syn = drive.extra[2 * r];
            V& slope = drive.extra[2 * r + 1];
            v = fma(c.vs, slope, fma(c.vi, i_syn, v));
            by_voltage = fma(c.ts, slope, fma(c.ti, i_syn, by_voltage));
            i_syn = fma(c.is, slope, c.ii * i_syn);
            slope = fma(c.jump, drive.input[r], c.ii * slope);
        }
        for (std::size_t j = 0; j < n_after; ++j) {
            const auto c = get<After>(of_after, j);
            v = fma(c.va, after[j], v);
            by_voltage = fma(c.ta, after[j], by_voltage);
            after[j] = select(drive.held, after[j], c.aa * after[j]);
        }
        v = select(drive.held, s.v, v);
        s.by_voltage = select(drive.held, s.by_voltage, by_voltage);
        s.by_spikes = select(drive.held, s.by_spikes, k.s_decay * s.by_spikes);

        const auto spiked = andnot(v > k.v_th + s.by_spikes + s.by_voltage, drive.held);
        for (std::size_t j = 0; j < n_after; ++j) {
            const auto c = get<After>(of_after, j);
            after[j] = select(spiked, fma(c.keep, after[j], c.add), after[j]);
        }
        s.by_spikes = select(spiked, fma(k.s_keep, s.by_spikes, k.s_add), s.by_spikes);
        s.v = select(spiked, fma(k.reset_part, s.v, k.reset_add), v);
        return spiked;
    }

  private:
    static propagator::Membrane membrane_of(const Params& p, double dt) {
        return {dt, p[C_m] / p[g], p[C_m]};
    }
    static double index_of(const Params& p) { return p[adapting_threshold] * p[th_voltage_index]; }
    /// Writes a struct of columns to the start of `out` and advances `out` past it.
    template <template <class> class Columns>
    static void put(std::span<double>& out, const Columns<double>& columns) {
        for (std::size_t i = 0; i < n_columns<Columns>; ++i) { out[i] = column(columns, i); }
        out = out.subspan(n_columns<Columns>);
    }
    /// Reads the `which`-th struct of columns of a packed array.
    template <template <class> class Columns, class V>
    [[gnu::always_inline]] static Columns<V> get(const V* from, std::size_t which) {
        Columns<V> columns;
        for (std::size_t i = 0; i < n_columns<Columns>; ++i) {
            column(columns, i) = from[which * n_columns<Columns> + i];
        }
        return columns;
    }
};

static_assert(ListedModel<GlifPsc>);

}  // namespace callosum
