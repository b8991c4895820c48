#pragma once

#include "models/synapse/bounded.hpp"

namespace callosum {

/// Nearest-neighbour STDP, restricted scheme: only pairs of successive spikes count.
template <bool Plain>
struct StdpNnRestrSynapse : rule::PairRule<Plain> {
    using Base = rule::PairRule<Plain>;
    static constexpr bool nearest_post = true;
    template <class V>
    using Coeffs = typename Base::template Coeffs<V>;
    static constexpr SynapseInfo info{"stdp_nn_restr_synapse",
                                      "pair STDP, nearest neighbours, restricted symmetric",
                                      R"(Equations
  As stdp_synapse, for pairs of spikes that follow each other alone:
  postsynaptic spike that is the first after a presynaptic one: K+ = exp(-age / tau_plus) of that one
  presynaptic spike with a postsynaptic one since the presynaptic one before: K- = exp(-age / tau_minus)
  of the last postsynaptic one (strictly before)
Left out
  NEST pairs a postsynaptic spike before the first presynaptic one with time 0; here it pairs with none.
References
  Morrison A, Diesmann M, Gerstner W (2008) Biol Cybern 98:459-478, figure 7C. NEST 3.9
  stdp_nn_restr_synapse.)",
                                      Base::params,
                                      true,
                                      "Wmax"};

    template <class V>
    struct Source {
        V any;  ///< 1 after the first spike
    };
    template <class V>
    struct State {
        V w;
        V closed;  ///< 1 from the first postsynaptic spike until the next presynaptic one
    };
    static void age(Source<double>& /*source*/, const Coeffs<double>& /*k*/, double /*steps*/) {}
    static void count(Source<double>& source) { source.any = 1; }
    static State<double> initial(double weight) { return {weight, 0}; }

    template <class V>
    [[gnu::always_inline]] static void on_post(State<V>& s, const Coeffs<V>& k,
                                               const Source<V>& source, V steps,
                                               const PostSpike<V>& /*post*/) {
        const V one = rule::number<V>(1);
        const V pairs = source.any * (one - s.closed);
        rule::facilitate<Plain>(s.w, k.step, pairs * rule::decay(steps, k.plus));
        s.closed = one;
    }
    template <class V>
    [[gnu::always_inline]] static void on_pre(State<V>& s, const Coeffs<V>& k,
                                              const Source<V>& /*source*/,
                                              const PostSpike<V>& post) {
        rule::depress<Plain>(s.w, k.step, s.closed * post.trace);
        s.closed = rule::number<V>(0);
    }
    template <class V>
    [[gnu::always_inline]] static V sent(const State<V>& s, const Coeffs<V>& /*k*/,
                                         const Source<V>& /*source*/) {
        return s.w;
    }
};

static_assert(PlasticRule<StdpNnRestrSynapse<true>> && PlasticRule<StdpNnRestrSynapse<false>>);

}  // namespace callosum
