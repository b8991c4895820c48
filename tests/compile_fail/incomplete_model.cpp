// refused: the required expression 'M::refractory_steps.*constraint failure for .*Models
#include <array>

#include "models/registry.hpp"

/// A model that lacks one part of the concept.
struct Unfinished {
    static constexpr std::array<callosum::Field, 1> params{callosum::iaf::C_m};
    static constexpr std::array<callosum::Field, 1> state{callosum::iaf::V_m};
    static constexpr callosum::ModelInfo info{
        "unfinished", "", "", params, state, callosum::iaf::receptors, "mV"};
    static constexpr std::size_t n_params = 1;
    static constexpr std::size_t n_rows = 1;
    using Params = std::array<double, n_params>;
    template <class V>
    struct State {
        V v;
    };
    template <class V>
    struct Coeffs {
        V c_m;
    };
    static std::size_t row_of_port(std::size_t) { return 0; }
    static bool applies(const callosum::VariantQuery&) { return true; }
    static Coeffs<double> prepare(const Params& p, double) { return {p[0]}; }
#ifdef CORRECTED
    static long refractory_steps(const Params&, double) { return 0; }
#endif
    static State<double> initial(std::span<const double> values, const Params&) {
        return {values[0]};
    }
    static double recorded(std::size_t, const State<double>& s, const Params&) { return s.v; }
    template <class V>
    static auto step(State<V>& s, const Coeffs<V>&, const callosum::StepInput<V>& drive) {
        return s.v >= drive.current;
    }
};

static_assert(callosum::NeuronModel<Unfinished>);
using List = callosum::Models<callosum::IafPscExp<2>, Unfinished>;
