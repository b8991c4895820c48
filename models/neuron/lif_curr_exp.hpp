#pragma once

#include <array>
#include <cmath>

#include "models/model.hpp"
#include "models/neuron/lif.hpp"

namespace callosum {

/// Discrete neuron with exponential currents of SpiNNaker 2 (`lif_curr_exp`,
/// `lif_curr_exp_no_delay`).
struct LifCurrExp {
    enum Param : std::size_t {
        threshold,
        alpha_decay,
        i_offset,
        v_reset,
        exc_decay,
        inh_decay,
        t_refrac,
        reset_by_subtraction
    };
    static constexpr std::array params{lif_fields::threshold,
                                       lif_fields::alpha_decay,
                                       lif_fields::i_offset,
                                       lif_fields::v_reset,
                                       Field{"exc_decay", "1", 0.5, 0, 1, false,
                                             "part of the excitatory current left after a step"},
                                       Field{"inh_decay", "1", 0.5, 0, 1, false,
                                             "part of the inhibitory current left after a step"},
                                       Field{"t_refrac", "steps", 0, 0, 1e6, false,
                                             "steps for which v is held after a spike, rounded"},
                                       lif_fields::reset_by_subtraction};
    static constexpr std::array state{
        lif_fields::v, Field{"i_exc", "1", 0, -unbounded, unbounded, false, "excitatory current"},
        Field{"i_inh", "1", 0, -unbounded, unbounded, false, "inhibitory current"}};
    /// A weight adds w (1 + d + d^2 ...) = w / (1 - d) to v, a part per step; the mean of these is that of
    /// the mean decay only where all neurons share it.
    static std::optional<double> charge_per_weight(std::size_t port, const MeanParameters& of) {
        const std::string_view decay = port == 0 ? "exc_decay" : "inh_decay";
        if (!of.is_shared(decay) || of.mean(decay) >= 1) { return std::nullopt; }
        return of.dt_ms() / (1 - of.mean(decay));
    }
    static constexpr ModelInfo info{
        .name = "lif_curr_exp",
        .summary =
            "discrete leaky integrate-and-fire neuron with exponential currents of SpiNNaker 2",
        .page = R"(Equations
  i_exc <- exc_decay i_exc + weights that arrive at port 0; i_inh <- inh_decay i_inh + those at port 1
  v <- alpha_decay v + i_exc + i_inh + i_offset (+ I_stim), with the new currents; once in each step
  v > threshold: spike; then v = v_reset, or v <- v - threshold (reset_by_subtraction), and v is held for
  t_refrac steps while the currents go on.
Scheme
  The equation is the model: its coefficients belong to one dt. Numbers have no unit; weights at port 1
  are below 0.
Left out
  Rounding of SpiNNaker 2's single precision.
References
  py-spinnaker2's neuron models `lif_curr_exp` and `lif_curr_exp_no_delay`, with their parameters. The
  order (currents first, then v) and the refractory period are our reading: no public trace confirms them.)",
        .params = params,
        .state = state,
        .receptors = lif_fields::receptors,
        .weight_unit = "1",
        .mean_input = {.charge_per_weight = charge_per_weight, .constant = "i_offset"}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 2;
    static constexpr std::size_t row_of_port(std::size_t port) { return port; }
    static bool applies(const VariantQuery&) { return true; }
    static constexpr bool light = true;
    using Params = std::array<double, n_params>;

    template <class V>
    struct State {
        V v, i_exc, i_inh;
    };
    template <class V>
    struct Coeffs {
        V alpha, exc, inh, i_offset, threshold;
        V after;  ///< v after a spike, or the amount that reset by subtraction adds to v
        V kept;   ///< fraction of v that remains after a spike: 0 or 1
    };

    static Coeffs<double> prepare(const Params& p, double) {
        const bool subtracts = p[reset_by_subtraction] != 0;
        return {p[alpha_decay],       p[exc_decay], p[inh_decay],
                p[i_offset],          p[threshold], subtracts ? -p[threshold] : p[v_reset],
                subtracts ? 1.0 : 0.0};
    }
    static long refractory_steps(const Params& p, double) { return std::lround(p[t_refrac]); }
    static State<double> initial(std::span<const double> values, const Params&) {
        return {values[0], values[1], values[2]};
    }
    static double recorded(std::size_t i, const State<double>& s, const Params&) {
        return i == 0 ? s.v : i == 1 ? s.i_exc : s.i_inh;
    }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        // Currents come first, so a spike acts on v in the tick in which it arrives.
        s.i_exc = fma(k.exc, s.i_exc, drive.input[0]);
        s.i_inh = fma(k.inh, s.i_inh, drive.input[1]);
        const V fresh = fma(k.alpha, s.v, s.i_exc + s.i_inh) + (k.i_offset + drive.current);
        const V v = select(drive.held, s.v, fresh);
        // Reset by subtraction may leave v above the threshold; a refractory neuron is silent all
        // the same.
        const V compared = select(drive.held, k.threshold, v);
        const auto spiked = compared > k.threshold;
        s.v = select(spiked, fma(k.kept, v, k.after), v);
        return spiked;
    }
};

static_assert(NeuronModel<LifCurrExp>);

}  // namespace callosum
