// refused: the required expression 'R::count.*constraint failure for .*Rules
#include "models/synapse/synapse_registry.hpp"

/// A plasticity rule that lacks one part of the concept.
struct Unfinished {
    static constexpr std::array<callosum::Field, 1> params{callosum::rule::field::lambda};
    static constexpr callosum::SynapseInfo info{"unfinished", "", "", params};
    static constexpr std::size_t n_params = 1;
    using Params = std::array<double, n_params>;
    static constexpr callosum::TripletTrace slow = callosum::TripletTrace::none;
    template <class V>
    struct Source {
        V trace;
    };
    template <class V>
    struct State {
        V w;
    };
    template <class V>
    struct Coeffs {
        V lambda;
    };
    static bool applies(const Params&) { return true; }
    static Coeffs<double> prepare(const Params& p, double, const callosum::HistoryRates&, double) {
        return {p[0]};
    }
    static void age(Source<double>&, const Coeffs<double>&, double) {}
#ifdef CORRECTED
    static void count(Source<double>& source) { source.trace += 1; }
#endif
    static State<double> initial(double weight) { return {weight}; }
    template <class V>
    static void on_post(State<V>&, const Coeffs<V>&, const Source<V>&, V,
                        const callosum::PostSpike<V>&) {}
    template <class V>
    static void on_pre(State<V>&, const Coeffs<V>&, const Source<V>&,
                       const callosum::PostSpike<V>&) {}
    template <class V>
    static V sent(const State<V>& s, const Coeffs<V>&, const Source<V>&) {
        return s.w;
    }
};

static_assert(callosum::PlasticRule<Unfinished>);
using List = callosum::Rules<callosum::StdpPlSynapseHom, Unfinished>;
