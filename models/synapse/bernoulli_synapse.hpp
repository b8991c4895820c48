#pragma once

#include <array>

#include "models/synapse/random_release.hpp"

namespace callosum {

/// A static synapse that transmits each spike with a given probability.
struct BernoulliSynapse : rule::SourceAlone {
    enum Param : std::size_t { p_transmit };
    static constexpr std::array params{
        Field{"p_transmit", "1", 1, 0, 1, false, "probability that a spike is transmitted"}};
    static constexpr SynapseInfo info{"bernoulli_synapse",
                                      "static synapse that transmits with a probability",
                                      R"(Equations
  each spike delivers w with probability p_transmit, else nothing; synapses are independent
  The draw belongs to (synapse, step): it is the same on any layout.
References
  Lefort S et al. (2009) Neuron 61:301-316. NEST 3.9 bernoulli_synapse.)",
                                      params, false};
    static constexpr std::size_t n_params = params.size();
    using Params = std::array<double, n_params>;

    template <class V>
    struct Source {
        V unused;
    };
    template <class V>
    struct State {
        V w;
        V which;  ///< occurrence among equal pairs: part of the key of the draws
    };
    template <class V>
    struct Coeffs {
        V p;
    };

    static bool applies(const Params& /*p*/) { return true; }
    static Coeffs<double> prepare(const Params& p, double /*sign*/, const HistoryRates& /*rates*/,
                                  double /*dt*/) {
        return {p[p_transmit]};
    }
    static void age(Source<double>& /*source*/, const Coeffs<double>& /*k*/, double /*steps*/) {}
    static void count(Source<double>& /*source*/) {}
    static State<double> initial(double weight) { return {weight, 0}; }

    template <class T>
    static T release(State<T>& s, const Coeffs<double>& k, const Source<double>& /*source*/,
                     const rule::Draws& draws) {
        return draws[0] < k.p ? s.w : T(0);
    }
};

static_assert(PlasticRule<BernoulliSynapse>);

}  // namespace callosum
