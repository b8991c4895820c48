#pragma once

#include <algorithm>
#include <array>

#include "models/model.hpp"
#include "models/neuron/iaf_fields.hpp"
#include "models/neuron/input_charge.hpp"

namespace callosum {

/// Neuron that fires at fixed intervals whatever arrives.
struct IgnoreAndFire : PlainModel {
    enum Param : std::size_t { phase, rate };
    static constexpr std::array params{
        Field{"phase", "1", 1, 0, 1, true, "time to the first spike in intervals"},
        Field{"rate", "spikes/s", 10, 0, unbounded, true, "firing rate"}};
    static constexpr std::array<Field, 0> state{};
    static constexpr ModelInfo info{.name = "ignore_and_fire",
                                    .summary = "fires at fixed intervals, whatever arrives",
                                    .page = R"(Equations
  Spikes at (first + k interval) dt, k = 0, 1, ...; interval = 1 / rate and first = phase / rate + dt,
  both in whole steps, rounded up.
  Input is delivered and summed as for any other model, then dropped.
Scheme
  A count of steps. All rates that round to the same interval are the same: at dt = 0.1 ms a rate of
  30 spikes/s is 1 per 334 steps. In single precision intervals up to 2^24 steps are exact.
Left out
  Nothing of NEST's model.
References
  For measuring construction and communication with activity that does not depend on the network.
  NEST 3.9 ignore_and_fire has the same parameters, defaults and spike times.)",
                                    .params = params,
                                    .state = state,
                                    .receptors = iaf::receptors,
                                    .weight_unit = "1",
                                    .mean_input = {.charge_per_weight = charge::dropped}};
    static constexpr std::size_t n_params = params.size();
    static constexpr std::size_t n_rows = 1;
    static constexpr std::size_t row_of_port(std::size_t) { return 0; }
    static constexpr bool light = true;
    using Params = std::array<double, n_params>;

    template <class V>
    struct State {
        V left;  ///< steps to the next spike; below 0 before the first step
    };
    template <class V>
    struct Coeffs {
        V first, interval;
    };

    static Coeffs<double> prepare(const Params& p, double dt) {
        const double interval = 1000 / p[rate];
        return {1 + steps(p[phase] * interval, dt), std::max(1.0, steps(interval, dt))};
    }
    static long refractory_steps(const Params&, double) { return 0; }
    static State<double> initial(std::span<const double>, const Params&) { return {-1}; }
    static double recorded(std::size_t, const State<double>& s, const Params&) { return s.left; }

    template <class V>
    [[gnu::always_inline]] static auto step(State<V>& s, const Coeffs<V>& k, const StepInput<V>&) {
        const V zero(scalar_of<V>(0));
        const V left = select(s.left < zero, k.first, s.left) - V(scalar_of<V>(1));
        const auto spiked = left <= zero;
        s.left = select(spiked, k.interval, left);
        return spiked;
    }

  private:
    /// Converts a time to whole steps as NEST does: rounded to microseconds, then up.
    static double steps(double ms, double dt) {
        return std::ceil(std::floor(ms * 1000 + 0.5) / (dt * 1000) - 1e-9);
    }
};

static_assert(NeuronModel<IgnoreAndFire>);

}  // namespace callosum
