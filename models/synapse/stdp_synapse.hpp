#pragma once

#include "models/synapse/bounded.hpp"

namespace callosum {

/// Pair STDP, all spikes with all spikes. `Plain` says that both exponents are 0 or 1.
template <bool Plain>
struct StdpSynapse : rule::PairRule<Plain> {
    using Base = rule::PairRule<Plain>;
    template <class V>
    using Coeffs = typename Base::template Coeffs<V>;
    static constexpr SynapseInfo info{
        "stdp_synapse", "pair STDP, all-to-all, additive to multiplicative",
        R"(Equations
  x = w / Wmax; K+, K- sums of exp(-age / tau_plus), exp(-age / tau_minus) over the spikes of either side
  postsynaptic spike: x += lambda (1 - x)^mu_plus K+, at most 1
  presynaptic spike:  x -= alpha lambda x^mu_minus K-, at least 0 (spikes strictly before), then w is sent
  tau_minus belongs to the target population (`params`).
References
  Guetig R et al. (2003) J Neurosci 23:3697-3714. Morrison A et al. (2007) Neural Comput 19:1437-1467.
  NEST 3.9 stdp_synapse.)",   Base::params,
        true,           "Wmax"};

    template <class V>
    struct Source {
        V k_plus;
    };
    template <class V>
    struct State {
        V w;
    };
    static void age(Source<double>& source, const Coeffs<double>& k, double steps) {
        source.k_plus *= rule::decay(steps, k.plus);
    }
    static void count(Source<double>& source) { source.k_plus += 1; }
    static State<double> initial(double weight) { return {weight}; }

    template <class V>
    [[gnu::always_inline]] static void on_post(State<V>& s, const Coeffs<V>& k,
                                               const Source<V>& source, V steps,
                                               const PostSpike<V>& /*post*/) {
        rule::facilitate<Plain>(s.w, k.step, source.k_plus * rule::decay(steps, k.plus));
    }
    template <class V>
    [[gnu::always_inline]] static void on_pre(State<V>& s, const Coeffs<V>& k,
                                              const Source<V>& /*source*/,
                                              const PostSpike<V>& post) {
        rule::depress<Plain>(s.w, k.step, post.trace);
    }
    template <class V>
    [[gnu::always_inline]] static V sent(const State<V>& s, const Coeffs<V>& /*k*/,
                                         const Source<V>& /*source*/) {
        return s.w;
    }
};

static_assert(PlasticRule<StdpSynapse<true>> && PlasticRule<StdpSynapse<false>>);

}  // namespace callosum
