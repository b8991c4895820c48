#pragma once

#include <array>
#include <cmath>
#include <type_traits>

#include "models/model.hpp"

namespace callosum {

/// Loihi 2's leaky integrate-and-fire neuron in fixed point, bit for bit.
struct Loihi2Lif : PlainModel {
    enum Param : std::size_t { du, dv, vth, bias_mant, bias_exp };
    static constexpr std::array params{
        Field{"du", "1", 4095, 0, 4095, false, "decay of the current: 4096 parts less du + 1 stay"},
        Field{"dv", "1", 0, 0, 4095, false, "decay of the potential: 4096 parts less dv stay"},
        Field{"vth", "1", 10, 0, 131071, false, "threshold, in units of 64"},
        Field{"bias_mant", "1", 0, -4096, 4095, false, "bias: mantissa"},
        Field{"bias_exp", "1", 0, 0, 7, false, "bias: binary exponent"}};
    static constexpr std::array state{
        Field{"u", "1", 0, -8388608, 8388607, false, "current, 24 bits"},
        Field{"v", "1", 0, -8388607, 8388607, false, "potential, 24 bits"}};
    static constexpr std::array<std::string_view, 1> receptors{"input"};
    static constexpr ModelInfo info{
        .name = "loihi2_lif",
        .summary = "Loihi 2's leaky integrate-and-fire neuron in fixed point",
        .page = R"(Equations
  u <- sgn(u) floor(|u| (4096 - (du + 1)) / 4096) + 64 a, wrapped to 24 bits; a: sum of arriving weights
  v <- sgn(v) floor(|v| (4096 - dv) / 4096) + u + bias_mant 2^bias_exp, kept in +-(2^23 - 1)
  v > 64 vth: spike; then v = 0. No refractory period.
Scheme
  Whole numbers throughout, exact in double and in single precision. Parameters and weights are to be whole
  numbers; parameters are rounded. Coefficients belong to one time step.
Left out
  Graded spikes, delays beyond the projection's, stochastic rounding.
References
  Lava's bit-accurate LIF process (lava-nc/lava, proc/lif/models.py); reproduces the voltages of its CPU back
  end in Pedersen JE et al. (2024) Nat Commun 15:8122 (NIR, figure 1).)",
        .params = params,
        .state = state,
        .receptors = receptors,
        .weight_unit = "1",
        .mean_input = {.none = "its bias and weights are whole numbers, which are rounded"}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 1;
    using Params = std::array<double, n_params>;

    template <class V>
    struct State {
        V u, v;
    };
    template <class V>
    struct Coeffs {
        V keep_u, keep_v, threshold, bias;
    };

    static Coeffs<double> prepare(const Params& p, double) {
        return {4095 - std::round(p[du]), 4096 - std::round(p[dv]), 64 * std::round(p[vth]),
                std::ldexp(std::round(p[bias_mant]), static_cast<int>(std::lround(p[bias_exp])))};
    }
    static long refractory_steps(const Params&, double) { return 0; }
    static State<double> initial(std::span<const double> values, const Params&) {
        return {std::round(values[0]), std::round(values[1])};
    }
    static double recorded(std::size_t i, const State<double>& s, const Params&) {
        return i == 0 ? s.u : s.v;
    }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k,
                                            const StepInput<V>& drive) {
        const auto n = [](double value) { return V(static_cast<scalar_of<V>>(value)); };
        V u = decayed(s.u, k.keep_u) + drive.input[0] * n(64);
        // u wraps at 24 bits with sign, as on the chip; v below saturates.
        u = select(u >= n(8388608), u - n(16777216), u);
        u = select(u < n(-8388608), u + n(16777216), u);
        const V sum = decayed(s.v, k.keep_v) + (u + k.bias);
        const V v = min(max(sum, n(-8388607)), n(8388607));
        const auto spiked = v > k.threshold;
        s.u = u;
        s.v = select(spiked, n(0), v);
        return spiked;
    }

  private:
    /// Largest whole number not above x, for 0 <= x < 2^22. Adding and subtracting a power of two
    /// rounds to the nearest whole number without an instruction beyond SSE2.
    template <class V>
    [[gnu::always_inline]] static V floor_of(V x) {
        using T = scalar_of<V>;
        const V shift(static_cast<T>(std::is_same_v<T, float> ? 8388608.0 : 4503599627370496.0));
        const V nearest = (x + shift) - shift;
        return select(nearest > x, nearest - V(T(1)), nearest);
    }
    /// Returns sgn(x) floor(|x| keep / 4096), computed in two halves so that no product needs more
    /// than 24 bits.
    template <class V>
    [[gnu::always_inline]] static V decayed(V x, V keep) {
        using T = scalar_of<V>;
        const auto negative = x < V(T(0));
        const V size = select(negative, V(T(0)) - x, x);
        const V part(static_cast<T>(1.0 / 4096));
        const V high = floor_of(size * part);
        const V low = size - high * V(T(4096));
        const V left = high * keep + floor_of(low * keep * part);
        return select(negative, V(T(0)) - left, left);
    }
};

static_assert(NeuronModel<Loihi2Lif>);

}  // namespace callosum
