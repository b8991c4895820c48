#pragma once

#include "models/synapse/bounded.hpp"

namespace callosum {

/// Nearest-neighbour STDP, symmetric scheme: every spike pairs with the last one of the other side.
template <bool Plain>
struct StdpNnSymmSynapse : rule::PairRule<Plain> {
    using Base = rule::PairRule<Plain>;
    static constexpr bool nearest_post = true;
    template <class V>
    using Coeffs = typename Base::template Coeffs<V>;
    static constexpr SynapseInfo info{"stdp_nn_symm_synapse",
                                      "pair STDP, nearest neighbours, symmetric",
                                      R"(Equations
  As stdp_synapse, with K+ = exp(-age / tau_plus) of the last presynaptic spike alone, and K- =
  exp(-age / tau_minus) of the last postsynaptic one (strictly before): each spike pairs with the last
  one of the other side.
Left out
  NEST pairs postsynaptic spikes before the first presynaptic one with time 0; here they pair with none.
References
  Morrison A, Diesmann M, Gerstner W (2008) Biol Cybern 98:459-478, figure 7A. NEST 3.9
  stdp_nn_symm_synapse.)",
                                      Base::params,
                                      true,
                                      "Wmax"};

    template <class V>
    struct Source {
        V k_plus;  ///< 1 after the first spike
    };
    template <class V>
    struct State {
        V w;
    };
    static void age(Source<double>& /*source*/, const Coeffs<double>& /*k*/, double /*steps*/) {}
    static void count(Source<double>& source) { source.k_plus = 1; }
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

static_assert(PlasticRule<StdpNnSymmSynapse<true>> && PlasticRule<StdpNnSymmSynapse<false>>);

}  // namespace callosum
