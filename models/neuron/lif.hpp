#pragma once

#include <array>

#include "models/model.hpp"
#include "models/neuron/input_charge.hpp"

namespace callosum {

/// Fields of the discrete models of neuromorphic chips: numbers without unit, steps instead of
/// times.
namespace lif_fields {

inline constexpr Field threshold{
    "threshold", "1", 10, -unbounded, unbounded, false, "a spike is emitted when v exceeds it"};
inline constexpr Field alpha_decay{
    "alpha_decay", "1", 0.9, -1, 1, false, "fraction of v that remains after a step"};
inline constexpr Field i_offset{
    "i_offset", "1", 0, -unbounded, unbounded, false, "added to v in each step"};
inline constexpr Field v_reset{"v_reset", "1", 0, -unbounded, unbounded, false, "v after a spike"};
inline constexpr Field reset_by_subtraction{
    "reset_by_subtraction",
    "1",
    0,
    0,
    1,
    false,
    "true: a spike subtracts the threshold from v; false: it sets v to v_reset",
    {},
    FieldKind::flag};
inline constexpr Field v{"v", "1", 0, -unbounded, unbounded, false, "membrane variable"};
inline constexpr std::array<std::string_view, 2> receptors{"excitatory", "inhibitory"};

}  // namespace lif_fields

/// The discrete leaky integrate-and-fire neuron of SpiNNaker 2 (`lif`, `lif_no_delay`).
struct Lif {
    enum Param : std::size_t { threshold, alpha_decay, i_offset, v_reset, reset_by_subtraction };
    static constexpr std::array params{lif_fields::threshold, lif_fields::alpha_decay,
                                       lif_fields::i_offset, lif_fields::v_reset,
                                       lif_fields::reset_by_subtraction};
    static constexpr std::array state{lif_fields::v};
    static constexpr ModelInfo info{
        .name = "lif",
        .summary =
            "discrete leaky integrate-and-fire neuron of SpiNNaker 2 and "
            "of NIR",
        .page = R"(Equations
  v <- alpha_decay v + sum of the weights that arrive + i_offset (+ I_stim), once in each step
  v > threshold: spike; then v = v_reset, or v <- v - threshold (reset_by_subtraction). No refractory period.
Scheme
  The equation is the model: its coefficients belong to one dt. Numbers have no unit.
Left out
  Rounding of SpiNNaker 2's single precision (`precision: single` has it up to the order of additions).
References
  py-spinnaker2's neuron models `lif` and `lif_no_delay`, with their parameters; the update reproduces
  the trace of its software back end in Pedersen JE et al. (2024) Nat Commun 15:8122 (NIR, figure 1).)",
        .params = params,
        .state = state,
        .receptors = lif_fields::receptors,
        .weight_unit = "1",
        .mean_input = {.charge_per_weight = charge::discrete_jump, .constant = "i_offset"}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 1;  // both signs act alike, so all input shares one row
    static constexpr std::size_t row_of_port(std::size_t) { return 0; }
    static bool applies(const VariantQuery&) { return true; }
    static constexpr bool light = true;
    using Params = std::array<double, n_params>;

    template <class V>
    struct State {
        V v;
    };
    template <class V>
    struct Coeffs {
        V alpha, i_offset, threshold;
        V after;  ///< v after a spike, or the amount that reset by subtraction adds to v
        V kept;   ///< fraction of v that remains after a spike: 0 or 1
    };

    static Coeffs<double> prepare(const Params& p, double) {
        const bool subtracts = p[reset_by_subtraction] != 0;
        return {p[alpha_decay], p[i_offset], p[threshold], subtracts ? -p[threshold] : p[v_reset],
                subtracts ? 1.0 : 0.0};
    }
    static long refractory_steps(const Params&, double) { return 0; }
    static State<double> initial(std::span<const double> values, const Params&) {
        return {values[0]};
    }
    static double recorded(std::size_t, const State<double>& s, const Params&) { return s.v; }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        const V v = fma(k.alpha, s.v, drive.input[0]) + (k.i_offset + drive.current);
        const auto spiked = v > k.threshold;
        s.v = select(spiked, fma(k.kept, v, k.after), v);
        return spiked;
    }
};

static_assert(NeuronModel<Lif>);

}  // namespace callosum
