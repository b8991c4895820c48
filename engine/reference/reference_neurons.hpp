#pragma once

#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "engine/layout/parameter_values.hpp"
#include "engine/neurons/local_neurons.hpp"
#include "engine/neurons/negligible.hpp"
#include "engine/neurons/refractory.hpp"
#include "models/compensated.hpp"
#include "models/stimulus/poisson_counter.hpp"

namespace callosum {

/// Neurons computed one by one, without lanes; everything that can be computed on the spot is.
template <NeuronModel M, class T>
class ReferenceNeurons final : public LocalNeurons {
  public:
    explicit ReferenceNeurons(const RangeSetup& setup)
        : setup_(setup),
          values_(setup.description, setup.range.population),
          stimuli_(stimuli_of(setup.description, setup.range)),
          lists_(values_.lists()),
          input_(values_.template n_rows<M>()),
          state_(setup.range.size()),
          extra_(setup.range.size()),
          refractory_left_(setup.range.size(), 0) {
        for (const auto& list : lists_) { sizes_.push_back(list.size()); }
        for (std::uint64_t i = 0; i < state_.size(); ++i) {
            const auto index = setup.range.first + i;
            std::array<double, M::info.state.size()> initial;
            for (std::size_t v = 0; v < initial.size(); ++v) {
                initial[v] = values_.initial(v, index);
            }
            const auto params = values_.template params_of<M>(index);
            store_state(i, M::initial(initial, params));
            if constexpr (ListedModel<M>) {
                std::vector<double> extra(M::extra_state(lists_));
                M::initial_extra(params, lists_, extra);
                extra_[i].assign(extra.begin(), extra.end());
            }
        }
    }

    void update(std::int64_t step, InputRows& rows, std::vector<std::uint32_t>& fired) override {
        for (std::uint64_t i = 0; i < state_.size(); ++i) {
            const auto params = values_.template params_of<M>(setup_.range.first + i);
            // Coefficients are computed anew in every step: slow, but free of the caching of the
            // fast path.
            const auto exact = M::prepare(params, setup_.description.dt_ms);
            typename M::template Coeffs<T> k;
            for (std::size_t c = 0; c < sizeof(exact) / sizeof(double); ++c) {
                column(k, c) = static_cast<T>(column(exact, c));
            }
            for (std::size_t r = 0; r < input_.size(); ++r) { input_[r] = take(rows, r, i); }
            add_spiking(step, i);
            T current = 0;
            for (const auto& stimulus : stimuli_.currents) {
                if (stimulus.active(step) && i >= stimulus.first && i < stimulus.last) {
                    current += static_cast<T>(stimulus.source->value(i, step));
                }
            }
            const bool held = refractory_left_[i] > 0;
            if (held) { --refractory_left_[i]; }
            std::vector<T> extra_coeffs;
            if constexpr (ListedModel<M>) {
                std::vector<double> exact_extra(M::extra_coeffs(lists_));
                M::prepare_extra(params, lists_, setup_.description.dt_ms, exact_extra);
                extra_coeffs.assign(exact_extra.begin(), exact_extra.end());
            }
            T count = 1;
            const StepInput<T> drive{.current = current,
                                     .uniform = draw_uniform(i, step),
                                     .input = input_.data(),
                                     .count = &count,
                                     .rest = state_[i].rest.data(),
                                     .extra = extra_[i].data(),
                                     .extra_coeffs = extra_coeffs.data(),
                                     .size = sizes_.data(),
                                     .substeps = values_.substeps(),
                                     .held = held};
            const bool spiked = M::step(state_[i].state, k, drive);
            if (drops_negligible(step)) {
                for (std::size_t f = 0; f < n_stored<M, T>; ++f) {
                    state_[i].stored(f) = without_negligible(state_[i].stored(f));
                }
                for (T& x : extra_[i]) { x = without_negligible(x); }
            }
            if (spiked) {
                refractory_left_[i] = M::refractory_steps(params, setup_.description.dt_ms);
                for (T n = 1; n <= count; n += 1) {
                    fired.push_back(static_cast<std::uint32_t>(i));
                }
            }
        }
    }

    void change(const Population& next) override {
        const PopulationValues before = values_;
        values_ = {next, setup_.range.population, setup_.description.seed};
        lists_ = values_.lists();
        if constexpr (is_carrying<M>) {
            for (std::uint64_t i = 0; i < state_.size(); ++i) {
                auto s = exact_state(i);
                const auto index = setup_.range.first + i;
                M::carry(s, before.template params_of<M>(index),
                         values_.template params_of<M>(index));
                store_state(i, s);
            }
        }
    }

    using LocalNeurons::sample;
    void sample(std::span<const std::size_t> variables, Slice neurons, double* out) const override {
        for (const auto variable : variables) {
            for (auto i = neurons.first; i < neurons.last; ++i) { *out++ = recorded(i, variable); }
        }
    }

    void visit_state(StateVisitor& visitor) override {
        const auto& range = setup_.range;
        const Slice indices{range.first, range.last};
        for (std::size_t f = 0; f < n_stored<M, T>; ++f) {
            visitor.neurons(range.population, indices, "state_" + std::to_string(f),
                            state_column(&state_[0].stored(f), state_.size(), sizeof(Stored)));
        }
        static constexpr StateField number{"value", state_type<T>(), 0};
        VectorLists<T> extra(extra_, {&number, 1});
        visitor.neuron_lists(range.population, indices, "extra", extra);
        visitor.neurons(range.population, indices, "refractory_left",
                        state_column(refractory_left_.data(), refractory_left_.size()));
    }

  private:
    /// State of a neuron, and the rounding errors of its compensated columns.
    struct Stored {
        typename M::template State<T> state;
        std::array<T, n_rests<M, T>> rest;
        [[nodiscard]] T& stored(std::size_t f) {
            constexpr std::size_t n = n_columns<M::template State>;
            if constexpr (n_rests<M, T> > 0) {
                if (f >= n) { return rest[f - n]; }
            }
            return column(state, f);
        }
    };

    [[nodiscard]] typename M::template State<double> exact_state(std::uint64_t i) const {
        auto stored = state_[i];
        return join_state<M, T>([&](std::size_t f) { return stored.stored(f); });
    }
    void store_state(std::uint64_t i, const typename M::template State<double>& s) {
        split_state<M, T>(s, [&](std::size_t f, T x) { state_[i].stored(f) = x; });
    }

    [[nodiscard]] double recorded(std::uint64_t local, std::size_t variable) const {
        const auto s = exact_state(local);
        const auto params = values_.template params_of<M>(setup_.range.first + local);
        if constexpr (ListedModel<M>) {
            return M::recorded(variable, s, params, lists_,
                               std::vector<double>(extra_[local].begin(), extra_[local].end()));
        } else {
            return M::recorded(variable, s, params);
        }
    }

    T take(InputRows& rows, std::size_t row, std::uint64_t i) {
        const auto& place = setup_.places[row];
        const T unit = static_cast<T>(setup_.plan.rows[setup_.range.population][row].unit());
        if (place.wide) {
            const auto sum = std::exchange(rows.wide[place.first + i], 0);
            return static_cast<T>(static_cast<double>(sum)) * unit;
        }
        const auto sum = std::exchange(rows.narrow[place.first + i], 0);
        return static_cast<T>(sum) * unit;
    }

    /// Draws the word that neuron i has in this step; a block of four neurons shares a counter.
    [[nodiscard]] T draw_uniform(std::uint64_t i, std::int64_t step) const {
        if (!is_stochastic<M>) { return 0; }
        const Ars escape(setup_.description.seed, Purpose::escape,
                         static_cast<std::uint32_t>(setup_.range.population));
        const std::uint64_t index = setup_.range.first + i;
        const auto c = poisson_counter(index, step);
        return uniform_of(static_cast<T>(escape(c.block, c.step, c.step_high, c.draw)[index % 4]));
    }

    void add_spiking(std::int64_t step, std::uint64_t i) {
        for (const auto& stimulus : stimuli_.spiking) {
            if (!stimulus.active(step) || i < stimulus.first || i >= stimulus.last) { continue; }
            const std::int32_t count = stimulus.source->count(i, step - stimulus.delay);
            T& x = input_[stimulus.weight[i] < 0 ? stimulus.row_negative : stimulus.row];
            x = fma(static_cast<T>(count), static_cast<T>(stimulus.strength(i)), x);
        }
    }

    RangeSetup setup_;
    PopulationValues values_;
    RangeStimuli stimuli_;
    std::vector<std::vector<double>> lists_;
    std::vector<std::size_t> sizes_;
    std::vector<T> input_;
    std::vector<Stored> state_;
    std::vector<std::vector<T>> extra_;
    std::vector<long> refractory_left_;
};

}  // namespace callosum
