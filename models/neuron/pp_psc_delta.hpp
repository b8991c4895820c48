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

/// Point process whose rate follows a leaky potential that jumps at each arriving spike. The
/// variant `Repeats` serves neurons without dead time, which may spike several times in one step.
template <bool Repeats>
struct PpPscDelta {
    enum Param : std::size_t { C_m, tau_m, dead_time, with_reset, c_1, c_2, c_3, I_e };
    static constexpr std::array params{
        iaf::C_m,
        iaf::tau_m,
        Field{"dead_time", "ms", 1, 0, 5000, false,
              "time without spikes after a spike, rounded to the grid, at least a step unless 0"},
        iaf::flag("with_reset", "a spike sets V_m to 0", true),
        Field{"c_1", "1/(s mV)", 0, -unbounded, unbounded, false, "slope of the linear part"},
        Field{"c_2", "1/s", 1.238, -unbounded, unbounded, false, "factor of the exponential part"},
        Field{"c_3", "1/mV", 0.25, 0, unbounded, false, "exponent of the exponential part"},
        iaf::I_e};
    static constexpr std::array state{
        Field{"V_m", "mV", 0, -unbounded, unbounded, false, "membrane potential, 0 at rest"},
        computed("E_sfa", "mV", "adaptive threshold")};
    enum List : std::size_t { tau_sfa, q_sfa };
    static constexpr std::array lists{
        ListField{"tau_sfa", "ms", {}, 0, true, "time constants of the threshold's parts"},
        ListField{"q_sfa", "mV", {}, -unbounded, false, "what a spike adds to them", "tau_sfa"}};
    static constexpr ModelInfo info{
        .name = "pp_psc_delta",
        .summary = "point process: random spikes at a rate that follows a leaky potential",
        .page = R"(Equations
  tau_m dV/dt = -V + tau_m / C_m (I_e + I_stim);  V jumps by w (mV) at each arriving spike
  tau_sfa_j de_j/dt = -e_j, a spike adds q_sfa_j;  E_sfa = sum of e_j
  rate = max(0, c_1 V' + c_2 exp(c_3 V')) with V' = V - E_sfa
  A spike sets V to 0 (with_reset) and is followed by dead_time without spikes, during which V goes on.
Scheme
  V and E_sfa are exact on the grid of dt. With a dead time the probability of a spike in a step is
  1 - exp(-rate dt) with the rate at the end of the step, jumps included; without one the number of
  spikes is drawn from the Poisson distribution of mean rate dt, which is cut at 4, at most 20. The
  times of spikes are of first order in dt, probabilities in units of 2^-32.
Left out
  Random dead times (NEST's dead_time_random, dead_time_shape) and a dead time at the start
  (t_ref_remaining). A recorded E_sfa has the jump of its own step's spike already.
References
  Cardanobile S, Rotter S (2010) J Comput Neurosci 28:267-284. Jolivet R et al. (2006) J Comput
  Neurosci 21:35-49. NEST 3.9 pp_psc_delta has the same parameters, defaults and order of events.)",
        .params = params,
        .state = state,
        .receptors = iaf::receptors,
        .weight_unit = "mV",
        .lists = lists,
        .mean_input = {.charge_per_weight = charge::jump}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 1;
    static constexpr std::size_t row_of_port(std::size_t) { return 0; }
    static constexpr bool stochastic = true;
    static constexpr bool repeats = Repeats;
    using Params = std::array<double, n_params>;

    static bool applies(const VariantQuery& query) {
        return Repeats || query.shared(dead_time).value_or(0) > 0;
    }

    template <class V>
    struct State {
        V v;
    };
    template <class V>
    struct Coeffs {
        V vv, vc, i_e, linear, factor, exponent;
        V kept;  ///< fraction of V that remains after a spike: 0 or 1
        V most;  ///< bound on the spikes of a step
    };
    // Layout of the extra columns. State: e_j. Coefficients: decay and jump of each e_j.

    static Coeffs<double> prepare(const Params& p, double dt) {
        const propagator::Membrane membrane{dt, p[tau_m], p[C_m]};
        const double per_step = dt * 1e-3;
        return {membrane.decay(),
                membrane.from_constant(),
                p[I_e],
                p[c_1] * per_step,
                p[c_2] * per_step,
                p[c_2] == 0 ? 0 : p[c_3],  // avoids 0 * infinity, which is not a number
                p[with_reset] != 0 ? 0.0 : 1.0,
                p[dead_time] > 0 ? 1.0 : max_spikes};
    }
    static long refractory_steps(const Params& p, double dt) {
        return p[dead_time] > 0 ? std::max(1L, iaf::steps(p[dead_time], dt)) : 0;
    }
    static State<double> initial(std::span<const double> values, const Params&) {
        return {values[0]};
    }
    static std::size_t extra_state(Lists given) { return given[tau_sfa].size(); }
    static std::size_t extra_coeffs(Lists given) { return 2 * given[tau_sfa].size(); }
    static void prepare_extra(const Params&, Lists given, double dt, std::span<double> out) {
        for (std::size_t j = 0; j < given[tau_sfa].size(); ++j) {
            out[2 * j] = math::exp(-dt / given[tau_sfa][j]);
            out[2 * j + 1] = given[q_sfa][j];
        }
    }
    static void initial_extra(const Params&, Lists, std::span<double> out) {
        std::fill(out.begin(), out.end(), 0.0);
    }
    static double recorded(std::size_t i, const State<double>& s, const Params&, Lists,
                           std::span<const double> extra) {
        return i == 0 ? s.v : std::accumulate(extra.begin(), extra.end(), 0.0);
    }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        const V zero(0);
        s.v = fma(k.vv, s.v, k.vc * (k.i_e + drive.current)) + drive.input[0];
        V effective = s.v;
        for (std::size_t j = 0; j < drive.size[tau_sfa]; ++j) {
            drive.extra[j] = drive.extra_coeffs[2 * j] * drive.extra[j];
            effective = effective - drive.extra[j];
        }
        const V exponential = k.factor * math::exp_(k.exponent * effective);
        const V mean = max(fma(k.linear, effective, exponential), zero);
        V n = select(drive.uniform <= escape::probability(mean), V(1), zero);
        if constexpr (Repeats) { n = min(poisson(mean, drive.uniform), k.most); }
        n = select(drive.held, zero, n);
        const auto spiked = n > zero;
        for (std::size_t j = 0; j < drive.size[tau_sfa]; ++j) {
            drive.extra[j] = fma(n, drive.extra_coeffs[2 * j + 1], drive.extra[j]);
        }
        s.v = select(spiked, k.kept * s.v, s.v);
        if constexpr (Repeats) { *drive.count = n; }
        return spiked;
    }

  private:
    /// Largest number of spikes in a step: more have a probability below 1e-8 at the largest mean.
    static constexpr int max_spikes = 20;
    static constexpr double largest_mean = 4;

    /// Poisson number that belongs to `uniform`: the number of n >= 1 with P(N >= n) >= uniform.
    /// The tails are summed from their small ends, so that no digit is lost where the mean is
    /// small.
    template <class V>
    [[gnu::always_inline]] static V poisson(V mean, V uniform) {
        const auto number = [](double value) { return V(static_cast<scalar_of<V>>(value)); };
        mean = min(mean, number(largest_mean));
        std::array<V, max_spikes + 1> p;
        p[0] = math::exp_(-mean);
        for (std::size_t n = 1; n < p.size(); ++n) {
            p[n] = p[n - 1] * (mean * number(1.0 / static_cast<double>(n)));
        }
        V tail = number(0);
        V count = number(0);
        for (std::size_t n = max_spikes; n > 0; --n) {
            tail = tail + p[n];
            count = count + select(uniform <= tail, number(1), number(0));
        }
        return count;
    }
};

static_assert(ListedModel<PpPscDelta<false>> && ListedModel<PpPscDelta<true>>);

}  // namespace callosum
