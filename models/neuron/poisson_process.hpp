#pragma once

#include <array>
#include <cmath>

#include "models/model.hpp"
#include "models/neuron/input_charge.hpp"

namespace callosum {

/// Source that fires at random, at most once in a step (SpiNNaker 2's `poisson_process`).
struct PoissonProcess {
    enum Param : std::size_t { p, Tref };
    static constexpr std::array params{
        Field{"p", "1", 0.1, 0, 1, false, "probability of a spike in a step"},
        Field{"Tref", "steps", 0, 0, 1e6, false, "silent steps after a spike, rounded"}};
    static constexpr std::array<Field, 0> state{};
    static constexpr std::array<std::string_view, 1> receptors{"ignored"};
    static constexpr ModelInfo info{
        .name = "poisson_process",
        .summary = "source that fires at random with a probability per step, as on SpiNNaker 2",
        .page = R"(Equations
  a spike in each step with probability p, each for itself; then Tref silent steps. Input has no effect.
Scheme
  A Bernoulli process: its spikes are Poisson where p is small. Coefficients belong to one dt.
Left out
  The board's own random numbers: its spikes are others, with the same statistics.
References
  py-spinnaker2's neuron model `poisson_process` (p, Tref, seed).)",
        .params = params,
        .state = state,
        .receptors = receptors,
        .weight_unit = "1",
        .mean_input = {.charge_per_weight = charge::dropped}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 1;
    static constexpr std::size_t row_of_port(std::size_t) { return 0; }
    static bool applies(const VariantQuery&) { return true; }
    static constexpr bool stochastic = true;
    using Params = std::array<double, n_params>;

    /// Whether the source fired in the last step; a column is kept because every model has one.
    template <class V>
    struct State {
        V fired;
    };
    template <class V>
    struct Coeffs {
        V p;
    };

    static Coeffs<double> prepare(const Params& values, double) { return {values[p]}; }
    static long refractory_steps(const Params& values, double) { return std::lround(values[Tref]); }
    static State<double> initial(std::span<const double>, const Params&) { return {0}; }
    static double recorded(std::size_t, const State<double>& s, const Params&) { return s.fired; }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        const V fires = select(drive.uniform <= k.p, V(1), V(0));
        s.fired = select(drive.held, V(0), fires);
        return s.fired > V(0);
    }
};

static_assert(NeuronModel<PoissonProcess>);

}  // namespace callosum
