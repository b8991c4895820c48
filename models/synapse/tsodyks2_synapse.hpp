#pragma once

#include <array>

#include "models/synapse/random_release.hpp"

namespace callosum {

/// Short-term plasticity whose utilisation and recovery are shared by all synapses of a neuron.
struct Tsodyks2Synapse : rule::SourceAlone {
    enum Param : std::size_t { U, u, x, tau_rec, tau_fac };
    static constexpr std::array params{
        Field{"U", "1", 0.5, 0, 1, false, "increment of the utilisation"},
        Field{"u", "1", 0.5, 0, 1, false, "utilisation at the first spike"},
        Field{"x", "1", 1, 0, 1, false, "available resources at the first spike"},
        Field{"tau_rec", "ms", 800, 0, unbounded, true, "time constant of recovery"},
        Field{"tau_fac", "ms", 0, 0, unbounded, false, "time constant of facilitation; 0: none"}};
    static constexpr SynapseInfo info{
        "tsodyks2_synapse", "short-term depression and facilitation",
        R"(Equations, h since the spike before, from the second spike on
  x <- 1 + (x - x u - 1) exp(-h / tau_rec)
  u <- U + u (1 - U) exp(-h / tau_fac)   (u <- U for tau_fac = 0)
  each spike delivers x u w
  x and u depend on presynaptic spikes alone, so all synapses of a neuron share them.
References
  Tsodyks M, Uziel A, Markram H (2000) J Neurosci 20:RC50. Maass W, Markram H (2002) Neural Networks
  15:155-161. NEST 3.9 tsodyks2_synapse.)",
        params, false};
    static constexpr std::size_t n_params = params.size();
    using Params = std::array<double, n_params>;

    template <class V>
    struct Source {
        V any;  ///< 1 after the first spike
        V x, u;
    };
    template <class V>
    struct State {
        V w;
    };
    template <class V>
    struct Coeffs {
        V increment, first_u, first_x, recovery, facilitation;  ///< 1/step; facilitation < 0: none
    };

    static bool applies(const Params& /*p*/) { return true; }
    static Coeffs<double> prepare(const Params& p, double /*sign*/, const HistoryRates& /*rates*/,
                                  double dt) {
        return {p[U], p[u], p[x], dt / p[tau_rec], p[tau_fac] > 0 ? dt / p[tau_fac] : -1};
    }
    static void age(Source<double>& source, const Coeffs<double>& k, double steps) {
        if (source.any == 0) {
            source.x = k.first_x;
            source.u = k.first_u;
            return;
        }
        const double fading = k.facilitation < 0 ? 0 : rule::decay(steps, k.facilitation);
        source.x = 1 + (source.x - source.x * source.u - 1) * rule::decay(steps, k.recovery);
        source.u = k.increment + source.u * (1 - k.increment) * fading;
    }
    static void count(Source<double>& source) { source.any = 1; }
    static State<double> initial(double weight) { return {weight}; }

    template <class V>
    [[gnu::always_inline]] static V sent(const State<V>& s, const Coeffs<V>& /*k*/,
                                         const Source<V>& source) {
        return (source.x * source.u) * s.w;
    }
};

static_assert(PlasticRule<Tsodyks2Synapse>);

}  // namespace callosum
