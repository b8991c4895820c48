#pragma once

#include <array>
#include <limits>

#include "models/synapse/bounded.hpp"

namespace callosum {

/// Pair STDP with a power law for facilitation.
struct StdpPlSynapseHom {
    enum Param : std::size_t { tau_plus, lambda, alpha, mu };
    static constexpr std::array params{
        rule::field::tau_plus, Field{"lambda", "1", 0.1, 0, unbounded, false, "step size"},
        rule::field::alpha,
        Field{"mu", "1", 0.4, 0, unbounded, false, "exponent of the weight in facilitation"}};
    static constexpr SynapseInfo info{"stdp_pl_synapse_hom",
                                      "pair STDP, all-to-all, facilitation by a power law",
                                      R"(Equations
  K+, K- sums of exp(-age / tau_plus), exp(-age / tau_minus) over the spikes of either side
  postsynaptic spike: w += lambda w^mu K+
  presynaptic spike:  w -= lambda alpha w K-, at least 0 (spikes strictly before), then w is sent
  tau_minus belongs to the target population (`params`). Nothing bounds w from above but "weight_limit",
  beyond which the run ends.
References
  Morrison A, Aertsen A, Diesmann M (2007) Neural Comput 19:1437-1467. NEST 3.9 stdp_pl_synapse_hom.)",
                                      params,
                                      true,
                                      {},
                                      false};
    static constexpr std::size_t n_params = params.size();
    using Params = std::array<double, n_params>;
    static constexpr TripletTrace slow = TripletTrace::none;

    template <class V>
    struct Source {
        V k_plus;
        V log_k_plus = rule::number<V>(-std::numeric_limits<double>::infinity());
    };
    template <class V>
    struct State {
        V w;
    };
    template <class V>
    struct Coeffs {
        V log_lambda, alpha_lambda, mu, of_zero, plus;  ///< of_zero: 0^mu
    };

    static bool applies(const Params& /*p*/) { return true; }
    static Coeffs<double> prepare(const Params& p, double /*sign*/, const HistoryRates& /*rates*/,
                                  double dt) {
        return {math::log(p[lambda]), p[alpha] * p[lambda], p[mu], p[mu] == 0 ? 1.0 : 0.0,
                dt / p[tau_plus]};
    }
    static void age(Source<double>& source, const Coeffs<double>& k, double steps) {
        source.k_plus *= rule::decay(steps, k.plus);
        source.log_k_plus = math::log(source.k_plus);
    }
    static void count(Source<double>& source) {
        source.k_plus += 1;
        source.log_k_plus = math::log(source.k_plus);
    }
    static State<double> initial(double weight) { return {weight}; }

    /// Adds lambda w^mu K+ exp(-age / tau_plus), computed as one exponential of a sum of
    /// logarithms.
    template <class V>
    [[gnu::always_inline]] static void on_post(State<V>& s, const Coeffs<V>& k,
                                               const Source<V>& source, V steps,
                                               const PostSpike<V>& /*post*/) {
        const V fixed = fma(-steps, k.plus, k.log_lambda + source.log_k_plus);
        const V change = math::exp_flushed_(fma(k.mu, math::log_normal_(s.w), fixed));
        s.w = s.w + select(s.w > rule::number<V>(0), change, change * k.of_zero);
    }
    template <class V>
    [[gnu::always_inline]] static void on_pre(State<V>& s, const Coeffs<V>& k,
                                              const Source<V>& /*source*/,
                                              const PostSpike<V>& post) {
        s.w = max(fma(-(k.alpha_lambda * post.trace), s.w, s.w), rule::number<V>(0));
    }
    template <class V>
    [[gnu::always_inline]] static V sent(const State<V>& s, const Coeffs<V>& /*k*/,
                                         const Source<V>& /*source*/) {
        return s.w;
    }
};

static_assert(PlasticRule<StdpPlSynapseHom>);

}  // namespace callosum
