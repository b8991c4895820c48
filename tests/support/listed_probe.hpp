#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/random.hpp"
#include "models/model.hpp"

namespace callosum::test {

/// One neuron of a model with lists or random spikes, in one precision, stepped by itself.
/// Refractory period and random numbers are handled as in the engine.
template <NeuronModel M, class T = double>
class ListedProbe {
  public:
    using Settings = std::initializer_list<std::pair<std::string_view, double>>;
    using ListSettings = std::initializer_list<std::pair<std::string_view, std::vector<double>>>;

    explicit ListedProbe(double dt, Settings params = {}, ListSettings lists = {},
                         Settings initial = {}, std::uint64_t seed = 1)
        : dt_(dt), random_(seed, Purpose::escape, 0) {
        for (std::size_t i = 0; i < M::n_params; ++i) {
            params_[i] = value(M::params[i].name, M::params[i].default_value, params);
        }
        std::vector<double> values;
        for (const Field& field : M::state) {
            const bool follows = !field.same_as.empty();
            values.push_back(
                value(field.name, follows ? param(field.same_as) : field.default_value, initial));
        }
        narrow(M::initial(values, params_), state_);
        narrow(M::prepare(params_, dt), coeffs_);
        for (const auto& field : M::info.lists) {
            lists_.emplace_back(field.default_value.begin(), field.default_value.end());
            for (const auto& [name, list] : lists) {
                if (name == field.name) { lists_.back() = list; }
            }
        }
        for (const auto& list : lists_) { sizes_.push_back(list.size()); }
        input_.resize(M::info.receptor_per_list_element ? sizes_[0] : M::n_rows);
        if constexpr (ListedModel<M>) {
            std::vector<double> exact(M::extra_state(lists_));
            M::initial_extra(params_, lists_, exact);
            extra_.assign(exact.begin(), exact.end());
            exact.resize(M::extra_coeffs(lists_));
            M::prepare_extra(params_, lists_, dt, exact);
            extra_coeffs_.assign(exact.begin(), exact.end());
        }
    }

    /// Returns the number of spikes in the step. `current` acts during it, input (per row) arrives
    /// at its end.
    int step(double current = 0, std::initializer_list<double> input = {}) {
        std::fill(input_.begin(), input_.end(), T(0));
        std::copy(input.begin(), input.end(), input_.begin());
        const bool held = hold_ > 0;
        if (held) { --hold_; }
        T count = 1;
        const auto word = random_(static_cast<std::uint32_t>(++n_), 0, 0, 0)[0];
        const StepInput<T> drive{.current = static_cast<T>(current),
                                 .uniform = static_cast<T>(unit_interval(word)),
                                 .input = input_.data(),
                                 .count = &count,
                                 .extra = extra_.data(),
                                 .extra_coeffs = extra_coeffs_.data(),
                                 .size = sizes_.data(),
                                 .held = held};
        if (!M::step(state_, coeffs_, drive)) { return 0; }
        hold_ = M::refractory_steps(params_, dt_);
        return static_cast<int>(count);
    }

    /// Returns the spikes within n steps without input.
    long spikes_in(long n) {
        long sum = 0;
        for (long i = 0; i < n; ++i) { sum += step(); }
        return sum;
    }

    [[nodiscard]] double operator[](std::string_view name) const {
        typename M::template State<double> exact;
        for (std::size_t i = 0; i < sizeof(exact) / sizeof(double); ++i) {
            column(exact, i) = static_cast<double>(column(state_, i));
        }
        for (std::size_t i = 0; i < M::state.size(); ++i) {
            if (M::state[i].name != name) { continue; }
            if constexpr (ListedModel<M>) {
                return M::recorded(i, exact, params_, lists_,
                                   std::vector<double>(extra_.begin(), extra_.end()));
            } else {
                return M::recorded(i, exact, params_);
            }
        }
        return std::nan("");
    }
    [[nodiscard]] double param(std::string_view name) const {
        for (std::size_t i = 0; i < M::n_params; ++i) {
            if (M::params[i].name == name) { return params_[i]; }
        }
        return std::nan("");
    }

  private:
    static double value(std::string_view name, double default_value, Settings settings) {
        for (const auto& [given, value] : settings) {
            if (given == name) { return value; }
        }
        return default_value;
    }
    template <class Exact, class Own>
    static void narrow(const Exact& exact, Own& own) {
        for (std::size_t i = 0; i < sizeof(Exact) / sizeof(double); ++i) {
            column(own, i) = static_cast<T>(column(exact, i));
        }
    }

    double dt_;
    Ars random_;
    std::array<double, M::n_params> params_;
    typename M::template State<T> state_;
    typename M::template Coeffs<T> coeffs_;
    std::vector<std::vector<double>> lists_;
    std::vector<std::size_t> sizes_;
    std::vector<T> input_, extra_, extra_coeffs_;
    long hold_ = 0;
    long n_ = 0;
};

}  // namespace callosum::test
