#pragma once

#include <array>

#include "models/synapse/bounded.hpp"

namespace callosum {

/// Reward-modulated STDP: pairs of spikes leave an eligibility, which dopamine turns into weight.
///
/// A synapse needs no update between its own spikes: with c(t) = C exp(-(t - a) / tau_c) since the
/// last presynaptic spike a, the weight is w(t) = W + C F(t). F(t), the integral of exp(-(s - a) /
/// tau_c) (n(s) - b) over s from a to t, is shared by all synapses of a source. W and C change at
/// spikes alone.
struct StdpDopamineSynapse {
    enum Param : std::size_t { tau_plus, tau_c, tau_n, b, A_plus, A_minus, Wmin, Wmax };
    static constexpr std::array params{
        rule::field::tau_plus,
        Field{"tau_c", "ms", 1000, 0, unbounded, true,
              "time constant of the eligibility, at least tau_plus"},
        Field{"tau_n", "ms", 200, 0, unbounded, true, "time constant of dopamine"},
        Field{"b", "1/ms", 0, -unbounded, unbounded, false, "level of dopamine without effect"},
        Field{"A_plus", "1", 1, -unbounded, unbounded, false, "eligibility of a pair pre, post"},
        Field{"A_minus", "1", 1.5, -unbounded, unbounded, false, "eligibility of a pair post, pre"},
        Field{"Wmin", "1", 0, 0, unbounded, false, "lower bound; unit of the weight"},
        Field{"Wmax", "1", 200, 0, unbounded, true, "upper bound; unit of the weight"}};
    static constexpr SynapseInfo info{"stdp_dopamine_synapse",
                                      "STDP modulated by dopamine",
                                      R"(Equations
  K+, K- sums of exp(-age / tau_plus), exp(-age / tau_minus) over the spikes of either side
  postsynaptic spike: c += A_plus K+;  presynaptic spike: c -= A_minus K- (spikes strictly before)
  tau_c dc/dt = -c;  tau_n dn/dt = -n, n += 1 / tau_n at each spike of the population
  "volume_transmitter", which all synapses hear "volume_delay" ms (default: the delay of the
  projection) after it
  dw/dt = c (n - b); w is kept within [Wmin, Wmax] at spikes of the synapse, then sent
  The projection has one delay. tau_minus belongs to the target population (`params`).
Left out
  NEST bounds the weight at spikes of the transmitter too.
References
  Izhikevich EM (2007) Cereb Cortex 17:2443-2452. Potjans W, Morrison A, Diesmann M (2010) Front Comput
  Neurosci 4:141. NEST 3.9 stdp_dopamine_synapse.)",
                                      params,
                                      true,
                                      "Wmax",
                                      false,
                                      {},
                                      true};
    static constexpr std::size_t n_params = params.size();
    using Params = std::array<double, n_params>;
    static constexpr TripletTrace slow = TripletTrace::none;
    static constexpr bool modulated = true;

    template <class V>
    struct Source {
        V k_plus;
        V fade;  ///< exp(-age / tau_c) of the previous spike at this one
    };
    template <class V>
    struct State {
        V w;  ///< W
        V c;  ///< C
    };
    template <class V>
    struct Coeffs {
        V plus, eligibility, a_plus, a_minus, w_min, w_max;
    };

    static bool applies(const Params& /*p*/) { return true; }
    static Coeffs<double> prepare(const Params& p, double /*sign*/, const HistoryRates& /*rates*/,
                                  double dt) {
        return {dt / p[tau_plus], dt / p[tau_c], p[A_plus], p[A_minus], p[Wmin], p[Wmax]};
    }
    static void age(Source<double>& source, const Coeffs<double>& k, double steps) {
        source.k_plus *= rule::decay(steps, k.plus);
        source.fade = rule::decay(steps, k.eligibility);
    }
    static void count(Source<double>& source) { source.k_plus += 1; }
    static State<double> initial(double weight) { return {weight, 0}; }

    /// Returns the weight at a time at which the integral F is `level`.
    template <class V>
    [[nodiscard, gnu::always_inline]] static V now(const State<V>& s, const Coeffs<V>& k, V level) {
        return min(max(fma(s.c, level, s.w), k.w_min), k.w_max);
    }

    /// Adds to the eligibility. C refers to the last presynaptic spike, so the increment grows by
    /// exp(steps / tau_c); W is moved so that the weight does not jump.
    template <class V>
    [[gnu::always_inline]] static void on_post(State<V>& s, const Coeffs<V>& k,
                                               const Source<V>& source, V steps,
                                               const PostSpike<V>& post) {
        const V weight = now(s, k, post.level);
        const V added = k.a_plus * source.k_plus;
        s.c = fma(added, rule::decay(steps, k.plus - k.eligibility), s.c);
        s.w = fma(-s.c, post.level, weight);
    }
    template <class V>
    /// Starts the integral F anew: C is aged to this spike, and W takes over the present weight.
    [[gnu::always_inline]] static void on_pre(State<V>& s, const Coeffs<V>& k,
                                              const Source<V>& source, const PostSpike<V>& post) {
        s.w = now(s, k, post.level);
        s.c = fma(-k.a_minus, post.trace, s.c * source.fade);
    }
    template <class V>
    [[gnu::always_inline]] static V sent(const State<V>& s, const Coeffs<V>& /*k*/,
                                         const Source<V>& /*source*/) {
        return s.w;
    }
};

static_assert(PlasticRule<StdpDopamineSynapse>);

}  // namespace callosum
