#pragma once

#include <array>

#include "models/synapse/bounded.hpp"

namespace callosum {

/// Pair STDP with an exponential dependence on the weight and a constant drift.
struct JonkeSynapse {
    enum Param : std::size_t { tau_plus, lambda, alpha, beta, mu_plus, mu_minus, Wmax };
    static constexpr std::array params{
        rule::field::tau_plus,
        Field{"lambda", "1", 0.01, 0, unbounded, false, "step size; unit of the weight"},
        rule::field::alpha,
        Field{"beta", "1", 0, -unbounded, unbounded, false, "drift with every spike"},
        Field{"mu_plus", "1", 0, -unbounded, unbounded, false,
              "facilitation depends on the weight as exp(mu_plus w)"},
        Field{"mu_minus", "1", 0, -unbounded, unbounded, false,
              "depression depends on the weight as exp(mu_minus w)"},
        rule::field::Wmax};
    static constexpr SynapseInfo info{"jonke_synapse",
                                      "pair STDP with exponential weight dependence and drift",
                                      R"(Equations
  K+, K- sums of exp(-age / tau_plus), exp(-age / tau_minus) over the spikes of either side
  postsynaptic spike: w += lambda (exp(mu_plus w) K+ - beta), at most Wmax
  presynaptic spike:  w -= lambda (alpha exp(mu_minus w) K- + beta), at least 0 (spikes strictly
  before), then w is sent
Left out
  A drift below 0 at postsynaptic spikes waits until the next presynaptic one, which takes it to 0.
References
  Jonke Z et al. (2017) J Neurosci 37:8511-8523. NEST 3.9 jonke_synapse.)",
                                      params,
                                      true,
                                      "Wmax",
                                      false};
    static constexpr std::size_t n_params = params.size();
    using Params = std::array<double, n_params>;
    static constexpr TripletTrace slow = TripletTrace::none;

    template <class V>
    struct Source {
        V k_plus;
    };
    template <class V>
    struct State {
        V w;
    };
    template <class V>
    struct Coeffs {
        V plus, lambda, alpha, beta, mu_plus, mu_minus, w_max;
    };

    static bool applies(const Params& /*p*/) { return true; }
    static Coeffs<double> prepare(const Params& p, double /*sign*/, const HistoryRates& /*rates*/,
                                  double dt) {
        return {dt / p[tau_plus], p[lambda], p[alpha], p[beta], p[mu_plus], p[mu_minus], p[Wmax]};
    }
    static void age(Source<double>& source, const Coeffs<double>& k, double steps) {
        source.k_plus *= rule::decay(steps, k.plus);
    }
    static void count(Source<double>& source) { source.k_plus += 1; }
    static State<double> initial(double weight) { return {weight}; }

    template <class V>
    [[gnu::always_inline]] static void on_post(State<V>& s, const Coeffs<V>& k,
                                               const Source<V>& source, V steps,
                                               const PostSpike<V>& /*post*/) {
        const V trace = source.k_plus * rule::decay(steps, k.plus);
        const V change = fma(math::exp_(k.mu_plus * s.w), trace, -k.beta);
        s.w = min(fma(k.lambda, change, s.w), k.w_max);
    }
    template <class V>
    [[gnu::always_inline]] static void on_pre(State<V>& s, const Coeffs<V>& k,
                                              const Source<V>& /*source*/,
                                              const PostSpike<V>& post) {
        const V change = fma(k.alpha * math::exp_(k.mu_minus * s.w), post.trace, k.beta);
        s.w = max(fma(-k.lambda, change, s.w), rule::number<V>(0));
    }
    template <class V>
    [[gnu::always_inline]] static V sent(const State<V>& s, const Coeffs<V>& /*k*/,
                                         const Source<V>& /*source*/) {
        return s.w;
    }
};

static_assert(PlasticRule<JonkeSynapse>);

}  // namespace callosum
