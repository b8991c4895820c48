#pragma once

#include "models/synapse/bounded.hpp"

namespace callosum {

/// Nearest-neighbour STDP, presynaptic-centred scheme: a postsynaptic spike uses up the presynaptic
/// ones.
template <bool Plain>
struct StdpNnPreCenteredSynapse : rule::PairRule<Plain> {
    using Base = rule::PairRule<Plain>;
    static constexpr bool nearest_post = true;
    template <class V>
    using Coeffs = typename Base::template Coeffs<V>;
    static constexpr SynapseInfo info{"stdp_nn_pre_centered_synapse",
                                      "pair STDP, nearest neighbours, presynaptic centred",
                                      R"(Equations
  As stdp_synapse, where every presynaptic spike pairs with the next and with the last postsynaptic one:
  K+ sums over the presynaptic spikes since the last postsynaptic spike, which sets it to 0
  K- = exp(-age / tau_minus) of the last postsynaptic spike (strictly before) alone
References
  Izhikevich EM, Desai NS (2003) Neural Comput 15:1511-1523. Morrison A, Diesmann M, Gerstner W (2008)
  Biol Cybern 98:459-478, figure 7B. NEST 3.9 stdp_nn_pre_centered_synapse.)",
                                      Base::params,
                                      true,
                                      "Wmax"};

    template <class V>
    struct Source {
        V fade;  ///< exp(-age / tau_plus) of the previous spike at this one
    };
    template <class V>
    struct State {
        V w;
        V k_plus;  ///< trace at the last presynaptic spike; 0 after a postsynaptic one
    };
    static void age(Source<double>& source, const Coeffs<double>& k, double steps) {
        source.fade = rule::decay(steps, k.plus);
    }
    static void count(Source<double>& /*source*/) {}
    static State<double> initial(double weight) { return {weight, 0}; }

    template <class V>
    [[gnu::always_inline]] static void on_post(State<V>& s, const Coeffs<V>& k,
                                               const Source<V>& /*source*/, V steps,
                                               const PostSpike<V>& /*post*/) {
        rule::facilitate<Plain>(s.w, k.step, s.k_plus * rule::decay(steps, k.plus));
        s.k_plus = rule::number<V>(0);
    }
    template <class V>
    [[gnu::always_inline]] static void on_pre(State<V>& s, const Coeffs<V>& k,
                                              const Source<V>& source, const PostSpike<V>& post) {
        rule::depress<Plain>(s.w, k.step, post.trace);
        s.k_plus = fma(s.k_plus, source.fade, rule::number<V>(1));
    }
    template <class V>
    [[gnu::always_inline]] static V sent(const State<V>& s, const Coeffs<V>& /*k*/,
                                         const Source<V>& /*source*/) {
        return s.w;
    }
};

static_assert(PlasticRule<StdpNnPreCenteredSynapse<true>> &&
              PlasticRule<StdpNnPreCenteredSynapse<false>>);

}  // namespace callosum
