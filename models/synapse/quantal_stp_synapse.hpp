#pragma once

#include <array>

#include "models/synapse/random_release.hpp"

namespace callosum {

/// Short-term plasticity with a number of release sites, each of which releases at random.
struct QuantalStpSynapse : rule::SourceAlone {
    enum Param : std::size_t { U, u, n, tau_rec, tau_fac };
    static constexpr std::array params{
        Field{"U", "1", 0.5, 0, 1, false, "increment of the release probability"},
        Field{"u", "1", 0.5, 0, 1, false, "release probability at the first spike"},
        Field{"n",
              "1",
              1,
              1,
              1000,
              false,
              "release sites; all are filled at the start",
              {},
              FieldKind::whole},
        Field{"tau_rec", "ms", 800, 0, unbounded, true, "time constant of recovery"},
        Field{"tau_fac", "ms", 0, 0, unbounded, false, "time constant of facilitation; 0: none"}};
    static constexpr SynapseInfo info{"quantal_stp_synapse",
                                      "short-term plasticity with quantal release",
                                      R"(Equations, h since the spike before, a of n sites filled
  from the second spike on: each empty site is filled with probability 1 - exp(-h / tau_rec);
  u <- U + u (1 - U) exp(-h / tau_fac)   (u <- U for tau_fac = 0)
  each filled site releases with probability u; r released sites deliver r w and are empty then
  On average this is tsodyks2_synapse with weight n w. The draws belong to (synapse, step): they are the
  same on any layout.
Left out
  Per-synapse initial numbers of filled sites (NEST's a): all are filled.
References
  Fuhrmann G et al. (2002) J Neurophysiol 87:140-148. Loebel A et al. (2009) Front Comput Neurosci 3:27.
  NEST 3.9 quantal_stp_synapse.)",
                                      params,
                                      false,
                                      {},
                                      true,
                                      "n"};
    static constexpr std::size_t n_params = params.size();
    using Params = std::array<double, n_params>;

    template <class V>
    struct Source {
        V any;  ///< 1 after the first spike
        V u, filling;
    };
    template <class V>
    struct State {
        V w;
        V which;  ///< occurrence among equal pairs: part of the key of the draws
        V empty;  ///< number of empty sites
    };
    template <class V>
    struct Coeffs {
        V increment, first_u, sites, recovery, facilitation;  ///< 1/step; facilitation < 0: none
    };

    static bool applies(const Params& /*p*/) { return true; }
    static Coeffs<double> prepare(const Params& p, double /*sign*/, const HistoryRates& /*rates*/,
                                  double dt) {
        return {p[U], p[u], p[n], dt / p[tau_rec], p[tau_fac] > 0 ? dt / p[tau_fac] : -1};
    }
    static void age(Source<double>& source, const Coeffs<double>& k, double steps) {
        if (source.any == 0) {
            source.u = k.first_u;
            source.filling = 0;
            return;
        }
        const double fading = k.facilitation < 0 ? 0 : rule::decay(steps, k.facilitation);
        source.u = k.increment + source.u * (1 - k.increment) * fading;
        source.filling = 1 - rule::decay(steps, k.recovery);
    }
    static void count(Source<double>& source) { source.any = 1; }
    static State<double> initial(double weight) { return {weight, 0, 0}; }

    template <class T>
    static T release(State<T>& s, const Coeffs<double>& k, const Source<double>& source,
                     const rule::Draws& draws) {
        const auto empty = static_cast<int>(s.empty);
        // Sites are filled before they release, so a site filled at this spike can release at it.
        const int still_empty = empty - rule::binomial(empty, source.filling, draws[0]);
        const int released =
            rule::binomial(static_cast<int>(k.sites) - still_empty, source.u, draws[1]);
        s.empty = static_cast<T>(still_empty + released);
        return static_cast<T>(released) * s.w;
    }
};

static_assert(PlasticRule<QuantalStpSynapse>);

}  // namespace callosum
