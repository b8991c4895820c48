#pragma once

#include <array>

#include "models/model.hpp"

namespace callosum::test {

/// One neuron of a model in double, driven by hand.
template <NeuronModel M>
class Stepper {
  public:
    using Params = std::array<double, M::n_params>;
    explicit Stepper(const Params& params, double dt = 0.1)
        : params_(params), k_(M::prepare(params, dt)) {
        std::array<double, M::info.state.size()> initial{};
        initial[0] = params[M::E_L];
        state_ = M::initial(initial, params);
    }
    static Params defaults() {
        Params params{};
        for (std::size_t i = 0; i < params.size(); ++i) {
            params[i] = M::info.params[i].default_value;
        }
        return params;
    }
    bool step(double input = 0, std::size_t port = 0, bool held = false, double current = 0) {
        std::array<double, M::n_rows> rows{};
        rows[M::row_of_port(port)] = input;
        double count = 1;
        return M::step(state_, k_,
                       StepInput<double>{.current = current,
                                         .uniform = 1,
                                         .input = rows.data(),
                                         .count = &count,
                                         .held = held});
    }
    [[nodiscard]] double recorded(std::size_t i) const { return M::recorded(i, state_, params_); }
    /// Potential above rest, mV.
    [[nodiscard]] double v() const { return recorded(0) - params_[M::E_L]; }

  private:
    Params params_;
    typename M::template Coeffs<double> k_;
    typename M::template State<double> state_;
};

/// Steps until the neuron with constant current I_e spikes for the first time; 0 if it does not.
template <NeuronModel M>
int steps_to_spike(double i_e) {
    auto params = Stepper<M>::defaults();
    params[M::I_e] = i_e;
    Stepper<M> neuron(params);
    for (int step = 1; step < 10000; ++step) {
        if (neuron.step()) { return step; }
    }
    return 0;
}

}  // namespace callosum::test
