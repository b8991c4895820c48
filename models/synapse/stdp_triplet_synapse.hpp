#pragma once

#include <array>

#include "models/synapse/bounded.hpp"

namespace callosum {

/// Triplet STDP of Pfister and Gerstner. In the variant `Nearest` a spike sets traces to 1 instead
/// of adding 1.
template <bool Nearest>
struct StdpTripletSynapse {
    enum Param : std::size_t {
        tau_plus,
        tau_plus_triplet,
        Aplus,
        Aminus,
        Aplus_triplet,
        Aminus_triplet,
        Wmax,
        nearest_spike
    };
    static constexpr std::array params{
        Field{"tau_plus", "ms", 16.8, 0, unbounded, true,
              "time constant of the fast presynaptic trace"},
        Field{"tau_plus_triplet", "ms", 101, 0, unbounded, true,
              "time constant of the slow presynaptic trace"},
        Field{"Aplus", "1", 5e-10, -unbounded, unbounded, false,
              "facilitation of a pair; unit of the weight"},
        Field{"Aminus", "1", 7e-3, -unbounded, unbounded, false,
              "depression of a pair; unit of the weight"},
        Field{"Aplus_triplet", "1", 6.2e-3, -unbounded, unbounded, false,
              "facilitation of a triplet; unit of the weight"},
        Field{"Aminus_triplet", "1", 2.3e-4, -unbounded, unbounded, false,
              "depression of a triplet; unit of the weight"},
        rule::field::Wmax,
        Field{"nearest_spike",
              "1",
              0,
              0,
              1,
              false,
              "1: only the nearest spikes interact, 0: all",
              {},
              FieldKind::flag}};
    static constexpr SynapseInfo info{"stdp_triplet_synapse", "triplet STDP",
                                      R"(Equations
  r1, r2 presynaptic traces (tau_plus, tau_plus_triplet), o1, o2 postsynaptic ones (tau_minus,
  tau_minus_triplet of the target population); a spike adds 1 (nearest_spike: sets to 1)
  postsynaptic spike: w += r1 (Aplus + Aplus_triplet o2), at most Wmax; o2 just before this spike
  presynaptic spike:  w -= o1 (Aminus + Aminus_triplet r2), at least 0; r2 just before this spike, o1 of
  spikes strictly before; then w is sent
Left out
  NEST has the all-to-all form alone.
References
  Pfister JP, Gerstner W (2006) J Neurosci 26:9673-9682, equations 2 to 4. NEST 3.9 stdp_triplet_synapse.)",           params,         true, "Wmax"};
    static constexpr std::size_t n_params = params.size();
    using Params = std::array<double, n_params>;
    static constexpr TripletTrace slow = Nearest ? TripletTrace::nearest : TripletTrace::sum;

    template <class V>
    struct Source {
        V fast, late;  ///< r1, r2
    };
    static constexpr bool nearest_post = Nearest;
    template <class V>
    struct State {
        V w;
    };
    template <class V>
    struct Coeffs {
        V plus, late, a_plus, a_minus, a_plus_triplet, a_minus_triplet, w_max;
    };

    static bool applies(const Params& p) { return (p[nearest_spike] != 0) == Nearest; }
    static Coeffs<double> prepare(const Params& p, double sign, const HistoryRates& /*rates*/,
                                  double dt) {
        return {dt / p[tau_plus], dt / p[tau_plus_triplet], p[Aplus],      p[Aminus],
                p[Aplus_triplet], p[Aminus_triplet],        p[Wmax] * sign};
    }
    static void age(Source<double>& source, const Coeffs<double>& k, double steps) {
        source.fast *= rule::decay(steps, k.plus);
        source.late *= rule::decay(steps, k.late);
    }
    static void count(Source<double>& source) {
        source.fast = Nearest ? 1 : source.fast + 1;
        source.late = Nearest ? 1 : source.late + 1;
    }
    static State<double> initial(double weight) { return {weight}; }

    template <class V>
    [[gnu::always_inline]] static void on_post(State<V>& s, const Coeffs<V>& k,
                                               const Source<V>& source, V steps,
                                               const PostSpike<V>& post) {
        const V trace = source.fast * rule::decay(steps, k.plus);
        const V size = fma(k.a_plus_triplet, post.slow, k.a_plus);
        s.w = min(fma(trace, size, s.w), k.w_max);
    }
    template <class V>
    [[gnu::always_inline]] static void on_pre(State<V>& s, const Coeffs<V>& k,
                                              const Source<V>& source, const PostSpike<V>& post) {
        const V none = rule::number<V>(0);
        const V size = fma(k.a_minus_triplet, source.late, k.a_minus);
        s.w = max(fma(-post.trace, size, s.w), none);
    }
    template <class V>
    [[gnu::always_inline]] static V sent(const State<V>& s, const Coeffs<V>& /*k*/,
                                         const Source<V>& /*source*/) {
        return s.w;
    }
};

static_assert(PlasticRule<StdpTripletSynapse<true>> && PlasticRule<StdpTripletSynapse<false>>);

}  // namespace callosum
