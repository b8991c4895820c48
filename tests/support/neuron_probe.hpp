#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "models/model.hpp"

namespace callosum::test {

/// One neuron of a model without lists, stepped by itself. The refractory period is counted as in
/// the engine.
template <NeuronModel M>
class NeuronProbe {
  public:
    using Setting = std::pair<std::string_view, double>;
    using Settings = std::initializer_list<Setting>;

    explicit NeuronProbe(double dt, Settings params = {}, Settings initial = {})
        : NeuronProbe(dt, std::span<const Setting>(params.begin(), params.size()), initial) {}
    NeuronProbe(double dt, std::span<const Setting> params, Settings initial = {}) : dt_(dt) {
        std::transform(M::params.begin(), M::params.end(), params_.begin(),
                       [](const Field& field) { return field.default_value; });
        for (const auto& [name, value] : params) { params_[index(M::params, name)] = value; }
        std::vector<double> values;
        for (const Field& field : M::state) {
            values.push_back(field.same_as.empty() ? field.default_value : param(field.same_as));
        }
        for (const auto& [name, value] : initial) { values[index(M::state, name)] = value; }
        state_ = M::initial(values, params_);
        coeffs_ = M::prepare(params_, dt);
    }

    /// Returns the number of spikes in the step. `current` acts during it, input arrives at its
    /// end.
    int step(double current = 0, double excitatory = 0, double inhibitory = 0) {
        std::array<double, 2> input{excitatory, inhibitory};
        if (M::n_rows == 1) { input[0] += inhibitory; }
        const bool held = hold_ > 0;
        if (held) { --hold_; }
        double count = 1;
        const StepInput<double> drive{.current = current,
                                      .uniform = 0.5,
                                      .input = input.data(),
                                      .count = &count,
                                      .substeps = substeps(),
                                      .held = held};
        if (!M::step(state_, coeffs_, drive)) { return 0; }
        hold_ = M::refractory_steps(params_, dt_);
        return is_repeating<M> ? static_cast<int>(count) : 1;
    }

    [[nodiscard]] double operator[](std::string_view name) const {
        return M::recorded(index(M::state, name), state_, params_);
    }
    [[nodiscard]] double param(std::string_view name) const {
        return params_[index(M::params, name)];
    }

  private:
    [[nodiscard]] static std::size_t index(std::span<const Field> fields, std::string_view name) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (fields[i].name == name) { return i; }
        }
        throw std::out_of_range(std::string(name));
    }
    [[nodiscard]] int substeps() const {
        for (std::size_t i = 0; i < M::n_params; ++i) {
            if (M::params[i].name == "substeps") { return static_cast<int>(params_[i]); }
        }
        return 1;
    }

    double dt_;
    std::array<double, M::n_params> params_;
    typename M::template State<double> state_;
    typename M::template Coeffs<double> coeffs_;
    long hold_ = 0;
};

/// One step of the classical Runge-Kutta method for y' = f(y).
template <std::size_t N, class F>
void runge_kutta(std::array<double, N>& y, double h, F f) {
    const auto moved = [&](const std::array<double, N>& slope, double by) {
        auto x = y;
        for (std::size_t i = 0; i < N; ++i) { x[i] += by * slope[i]; }
        return x;
    };
    const auto k1 = f(y);
    const auto k2 = f(moved(k1, h / 2));
    const auto k3 = f(moved(k2, h / 2));
    const auto k4 = f(moved(k3, h));
    for (std::size_t i = 0; i < N; ++i) { y[i] += h / 6 * (k1[i] + 2 * (k2[i] + k3[i]) + k4[i]); }
}

}  // namespace callosum::test
