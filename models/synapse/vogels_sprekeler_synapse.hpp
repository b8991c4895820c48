#pragma once

#include <array>

#include "models/synapse/bounded.hpp"

namespace callosum {

/// Inhibitory plasticity that balances excitation by driving its target to a given rate.
struct VogelsSprekelerSynapse {
    enum Param : std::size_t { tau, alpha, eta, Wmax };
    static constexpr std::array params{
        Field{"tau", "ms", 20, 0, unbounded, true,
              "time constant of the presynaptic trace; set tau_minus of the target to the same"},
        Field{"alpha", "1", 0.12, -unbounded, unbounded, false,
              "depression: 2 tau times the target's rate"},
        Field{"eta", "1", 0.001, 0, unbounded, false, "learning rate; unit of the weight"},
        Field{"Wmax", "1", 1, -unbounded, unbounded, false,
              "bound of the weight, with the weight's sign; unit of the weight"}};
    static constexpr SynapseInfo info{"vogels_sprekeler_synapse",
                                      "inhibitory plasticity towards a target rate",
                                      R"(Equations, for the magnitude w of the weight
  K+, K- sums of exp(-age / tau), exp(-age / tau_minus) over the spikes of either side
  postsynaptic spike: w += eta K+, at most |Wmax|
  presynaptic spike:  w += eta K- (spikes strictly before), at most |Wmax|; w -= eta alpha, at least 0;
  then w is sent
  The targets settle near alpha / (2 tau) spikes per ms.
References
  Vogels TP et al. (2011) Science 334:1569-1573. NEST 3.9 vogels_sprekeler_synapse.)",
                                      params,
                                      true,
                                      "Wmax"};
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
        V plus, eta, less, w_max;
    };

    static bool applies(const Params& /*p*/) { return true; }
    static Coeffs<double> prepare(const Params& p, double sign, const HistoryRates& /*rates*/,
                                  double dt) {
        return {dt / p[tau], p[eta], p[eta] * p[alpha], p[Wmax] * sign};
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
        s.w = min(fma(k.eta, trace, s.w), k.w_max);
    }
    template <class V>
    [[gnu::always_inline]] static void on_pre(State<V>& s, const Coeffs<V>& k,
                                              const Source<V>& /*source*/,
                                              const PostSpike<V>& post) {
        const V raised = min(fma(k.eta, post.trace, s.w), k.w_max);
        s.w = max(raised - k.less, rule::number<V>(0));
    }
    template <class V>
    [[gnu::always_inline]] static V sent(const State<V>& s, const Coeffs<V>& /*k*/,
                                         const Source<V>& /*source*/) {
        return s.w;
    }
};

static_assert(PlasticRule<VogelsSprekelerSynapse>);

}  // namespace callosum
