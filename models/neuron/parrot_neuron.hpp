#pragma once

#include <array>

#include "models/model.hpp"

namespace callosum {

/// Neuron that repeats every spike that arrives.
struct ParrotNeuron : PlainModel {
    static constexpr std::array<Field, 0> params{};
    static constexpr std::array<Field, 0> state{};
    static constexpr std::array<std::string_view, 2> receptors{"repeated", "ignored"};
    /// Spikes are repeated, not integrated: no constant input stands for those that are lost.
    static std::optional<double> charge_per_weight(std::size_t port, const MeanParameters& /*of*/) {
        return port == 0 ? std::nullopt : std::optional(0.0);
    }
    static constexpr ModelInfo info{
        .name = "parrot_neuron",
        .summary = "repeats every spike that arrives",
        .page = R"(Equations
  n spikes that arrive at port 0 at the end of a step are n spikes of the parrot with that stamp.
  Port 1 (`receptor: 1`) takes spikes, for plasticity rules to see them arrive, and drops them.
Scheme
  Spikes are counted as the sum of their weights, so every weight to a parrot must be 1; `check`
  refuses others, and `scale` leaves them at 1. The count is then exact.
Left out
  Weights that are ignored: NEST takes any weight and counts the spike as one.
References
  NEST 3.9 parrot_neuron has the same ports and order of events.)",
        .params = params,
        .state = state,
        .receptors = receptors,
        .weight_unit = "1",
        .counts_spikes = true,
        .mean_input = {.charge_per_weight = charge_per_weight,
                       .none = "it repeats spikes and has no constant input"}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 2;
    static constexpr bool repeats = true;
    using Params = std::array<double, n_params>;

    /// Number of spikes that arrived in the last step; a column is kept because every model has
    /// one.
    template <class V>
    struct State {
        V arrived;
    };
    template <class V>
    struct Coeffs {
        V least;  ///< half a spike, below which nothing arrived
    };

    static Coeffs<double> prepare(const Params&, double) { return {0.5}; }
    static long refractory_steps(const Params&, double) { return 0; }
    static State<double> initial(std::span<const double>, const Params&) { return {0}; }
    static double recorded(std::size_t, const State<double>& s, const Params&) { return s.arrived; }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        s.arrived = drive.input[0];
        *drive.count = s.arrived;
        return s.arrived > k.least;
    }
};

static_assert(NeuronModel<ParrotNeuron>);

}  // namespace callosum
