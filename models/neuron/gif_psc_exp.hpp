#pragma once

#include <algorithm>
#include <array>
#include <numeric>

#include "models/model.hpp"
#include "models/neuron/escape.hpp"
#include "models/neuron/iaf_fields.hpp"
#include "models/neuron/input_charge.hpp"
#include "models/propagator.hpp"

namespace callosum {

/// Generalised integrate-and-fire neuron. It spikes at random around a threshold; each spike moves
/// the threshold (sfa) and starts after-spike currents (stc).
struct GifPscExp : PlainModel {
    enum Param : std::size_t {
        C_m,
        g_L,
        E_L,
        V_reset,
        Delta_V,
        V_T_star,
        lambda_0,
        t_ref,
        tau_syn_ex,
        tau_syn_in,
        I_e
    };
    static constexpr std::array params{
        iaf::with_default(iaf::C_m, 80),
        Field{"g_L", "nS", 4, 0, unbounded, true, "leak conductance"},
        iaf::E_L,
        Field{"V_reset", "mV", -55, -unbounded, unbounded, false, "potential after a spike"},
        Field{"Delta_V", "mV", 0.5, 0, unbounded, true, "width of the threshold"},
        Field{"V_T_star", "mV", -35, -unbounded, unbounded, false,
              "threshold of a neuron that has not spiked for long"},
        Field{"lambda_0", "1/s", 1, 0, unbounded, false, "rate of spikes at threshold"},
        iaf::with_default(iaf::t_ref, 4),
        iaf::tau_syn_ex,
        iaf::tau_syn_in,
        iaf::I_e};
    static constexpr std::array state{
        iaf::V_m, iaf::I_syn_ex, iaf::I_syn_in,
        computed("E_sfa", "mV", "threshold: V_T_star plus the increments of past spikes"),
        computed("I_stc", "pA", "sum of the spike-triggered currents")};
    enum List : std::size_t { tau_sfa, q_sfa, tau_stc, q_stc };
    static constexpr std::array lists{
        ListField{"tau_sfa", "ms", {}, 0, true, "time constants of the threshold's parts"},
        ListField{"q_sfa",
                  "mV",
                  {},
                  -unbounded,
                  false,
                  "increments of the threshold's parts per spike",
                  "tau_sfa"},
        ListField{"tau_stc", "ms", {}, 0, true, "time constants of the spike-triggered currents"},
        ListField{"q_stc",
                  "pA",
                  {},
                  -unbounded,
                  false,
                  "increments of the spike-triggered currents per spike",
                  "tau_stc"}};
    static constexpr ModelInfo info{
        .name = "gif_psc_exp",
        .summary =
            "generalised integrate-and-fire (Mensi, Pozzorini), escape noise, exponential currents",
        .page = R"(Equations
  C_m dV/dt = -g_L (V - E_L) - sum of eta_i + I_syn_ex + I_syn_in + I_e + I_stim
  tau_stc_i deta_i/dt = -eta_i, a spike adds q_stc_i; tau_sfa_j dgamma_j/dt = -gamma_j, adds q_sfa_j
  A neuron that is not held spikes at the rate lambda_0 exp((V - V_T) / Delta_V) with
  V_T = V_T_star + sum of gamma_j. After a spike V = V_reset is held for t_ref while the rest goes on.
Scheme
  V and all currents are exact on the grid of dt. The probability of a spike in a step is
  1 - exp(-lambda dt) with lambda at the end of the step: first order in dt as to the times of spikes;
  in units of 2^-32, so that rates below 1e-10 / dt never fire.
Left out
  NEST sets V to V_reset one step after the spike (and not at all where t_ref = 0), takes eta and
  gamma from the start of the step and I_syn, with what arrives, from its end; here V is at V_reset
  at the spike's stamp and everything is taken when it is there. q_stc is in pA (so it is in NEST's
  equations; its documentation says nA).
References
  Mensi S et al. (2012) J Neurophysiol 107:1756-1775. Pozzorini C et al. (2015) PLoS Comput Biol
  11:e1004275. NEST 3.9 gif_psc_exp has the same parameters and defaults.)",
        .params = params,
        .state = state,
        .receptors = iaf::receptors,
        .weight_unit = "pA",
        .lists = lists,
        .mean_input = {.charge_per_weight = charge::exponential}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 2;
    static constexpr bool stochastic = true;
    using Params = std::array<double, n_params>;

    template <class V>
    struct State {
        V v;  ///< relative to E_L, mV
        std::array<V, 2> i_syn;
    };
    template <class V>
    struct Coeffs {
        V vv, vc, i_e, v_reset, threshold, slope, hazard;
        std::array<V, 2> vi, ii;
    };
    // Layout of the extra columns. State: gamma_j, then eta_i. Coefficients: decay and jump of each
    // gamma, then for each eta its effect on V, its decay and its jump.

    static Coeffs<double> prepare(const Params& p, double dt) {
        const propagator::Membrane membrane = membrane_of(p, dt);
        Coeffs<double> k{membrane.decay(),
                         membrane.from_constant(),
                         p[I_e],
                         p[V_reset] - p[E_L],
                         p[V_T_star] - p[E_L],
                         1 / p[Delta_V],
                         p[lambda_0] * 1e-3 * dt,
                         {},
                         {}};
        for (std::size_t c = 0; c < 2; ++c) {
            k.vi[c] = membrane.from_exponential(p[tau_syn_ex + c]);
            k.ii[c] = math::exp(-dt / p[tau_syn_ex + c]);
        }
        return k;
    }
    static long refractory_steps(const Params& p, double dt) { return iaf::steps(p[t_ref], dt); }
    static State<double> initial(std::span<const double> values, const Params& p) {
        return {values[0] - p[E_L], {values[1], values[2]}};
    }
    static std::size_t extra_state(Lists given) {
        return given[tau_sfa].size() + given[tau_stc].size();
    }
    static std::size_t extra_coeffs(Lists given) {
        return 2 * given[tau_sfa].size() + 3 * given[tau_stc].size();
    }
    static void prepare_extra(const Params& p, Lists given, double dt, std::span<double> out) {
        const propagator::Membrane membrane = membrane_of(p, dt);
        std::size_t n = 0;
        for (std::size_t j = 0; j < given[tau_sfa].size(); ++j) {
            out[n++] = math::exp(-dt / given[tau_sfa][j]);
            out[n++] = given[q_sfa][j];
        }
        for (std::size_t i = 0; i < given[tau_stc].size(); ++i) {
            // The spike-triggered currents flow outwards, hence the minus.
            out[n++] = -membrane.from_exponential(given[tau_stc][i]);
            out[n++] = math::exp(-dt / given[tau_stc][i]);
            out[n++] = given[q_stc][i];
        }
    }
    static void initial_extra(const Params&, Lists, std::span<double> out) {
        std::fill(out.begin(), out.end(), 0.0);
    }
    static void carry(State<double>& s, const Params& before, const Params& after) {
        s.v += before[E_L] - after[E_L];
    }
    static double recorded(std::size_t i, const State<double>& s, const Params& p, Lists given,
                           std::span<const double> extra) {
        if (i == 0) { return s.v + p[E_L]; }
        if (i <= 2) { return s.i_syn[i - 1]; }
        const auto middle = extra.begin() + static_cast<std::ptrdiff_t>(given[tau_sfa].size());
        return i == 3 ? std::accumulate(extra.begin(), middle, p[V_T_star])
                      : std::accumulate(middle, extra.end(), 0.0);
    }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        // V needs the currents as they were at the start of the step, so it is updated before them.
        V v = fma(k.vv, s.v, k.vc * (k.i_e + drive.current));
        for (std::size_t c = 0; c < 2; ++c) {
            v = fma(k.vi[c], s.i_syn[c], v);
            s.i_syn[c] = fma(k.ii[c], s.i_syn[c], drive.input[c]);
        }
        const std::size_t n_sfa = drive.size[tau_sfa];
        const std::size_t n_stc = drive.size[tau_stc];
        V* const eta = drive.extra + n_sfa;
        const V* const of_eta = drive.extra_coeffs + 2 * n_sfa;
        V threshold = k.threshold;
        for (std::size_t j = 0; j < n_sfa; ++j) {
            drive.extra[j] = drive.extra_coeffs[2 * j] * drive.extra[j];
            threshold = threshold + drive.extra[j];
        }
        for (std::size_t i = 0; i < n_stc; ++i) {
            v = fma(of_eta[3 * i], eta[i], v);
            eta[i] = of_eta[3 * i + 1] * eta[i];
        }
        v = select(drive.held, s.v, v);
        const V hazard = k.hazard * math::exp_((v - threshold) * k.slope);
        const auto spiked = andnot(drive.uniform <= escape::probability(hazard), drive.held);
        for (std::size_t j = 0; j < n_sfa; ++j) {
            V& gamma = drive.extra[j];
            gamma = select(spiked, gamma + drive.extra_coeffs[2 * j + 1], gamma);
        }
        for (std::size_t i = 0; i < n_stc; ++i) {
            eta[i] = select(spiked, eta[i] + of_eta[3 * i + 2], eta[i]);
        }
        s.v = select(spiked, k.v_reset, v);
        return spiked;
    }

  private:
    static propagator::Membrane membrane_of(const Params& p, double dt) {
        return {dt, p[C_m] / p[g_L], p[C_m]};
    }
};

static_assert(ListedModel<GifPscExp>);

}  // namespace callosum
