#include <array>
#include <cmath>
#include <utility>

#include "engine/backend/population_state.hpp"
#include "engine/state/values.hpp"
#include "models/registry.hpp"

namespace callosum {
namespace {

/// One neuron after the other, no lanes, nothing precomputed that could be computed on the spot.
template <NeuronModel M, class T>
class ReferenceNeurons final : public PopulationState {
  public:
    explicit ReferenceNeurons(const RangeSetup& setup)
        : setup_(setup),
          values_(setup.description, setup.range.population),
          stimuli_(stimuli_of(setup.description, setup.range)),
          state_(setup.range.size()),
          hold_(setup.range.size(), 0) {
        for (std::uint64_t i = 0; i < state_.size(); ++i) {
            const auto index = setup.range.first + i;
            std::array<double, M::info.state.size()> initial;
            for (std::size_t v = 0; v < initial.size(); ++v) {
                initial[v] = values_.initial(v, index);
            }
            const auto s = M::initial(initial, values_.template params_of<M>(index));
            for (std::size_t f = 0; f < n_state; ++f) {
                column(state_[i], f) = static_cast<T>(column(s, f));
            }
        }
    }

    void update(std::int64_t step, InputRows& rows, std::vector<std::uint32_t>& fired) override {
        for (std::uint64_t i = 0; i < state_.size(); ++i) {
            const auto params = values_.template params_of<M>(setup_.range.first + i);
            const auto exact = M::prepare(params, setup_.description.dt_ms);
            typename M::template Coeffs<T> k;
            for (std::size_t c = 0; c < sizeof(exact) / sizeof(double); ++c) {
                column(k, c) = static_cast<T>(column(exact, c));
            }
            std::array<T, M::n_rows> input;
            for (std::size_t r = 0; r < M::n_rows; ++r) { input[r] = take(rows, r, i); }
            add_spiking(step, i, input);
            T current = 0;
            for (const auto& stimulus : stimuli_.currents) {
                const double factor = stimulus.factor_at(step);
                if (factor != 0 && i >= stimulus.first && i < stimulus.last) {
                    current += static_cast<T>(factor * stimulus.amplitude[i]);
                }
            }
            const bool held = hold_[i] > 0;
            if (held) { --hold_[i]; }
            if (M::step(state_[i], k, current, input.data(), held)) {
                hold_[i] = M::refractory_steps(params, setup_.description.dt_ms);
                fired.push_back(static_cast<std::uint32_t>(i));
            }
        }
    }

    [[nodiscard]] double sample(std::uint64_t local, std::size_t variable) const override {
        typename M::template State<double> s;
        for (std::size_t f = 0; f < n_state; ++f) {
            column(s, f) = static_cast<double>(column(state_[local], f));
        }
        return M::recorded(variable, s, values_.template params_of<M>(setup_.range.first + local));
    }

    [[nodiscard]] std::optional<std::uint64_t> first_not_finite() const override {
        for (std::uint64_t i = 0; i < state_.size(); ++i) {
            for (std::size_t f = 0; f < n_state; ++f) {
                if (!std::isfinite(column(state_[i], f))) { return i; }
            }
        }
        return std::nullopt;
    }

  private:
    static constexpr std::size_t n_state =
        sizeof(typename M::template State<double>) / sizeof(double);

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

    void add_spiking(std::int64_t step, std::uint64_t i, std::array<T, M::n_rows>& input) {
        for (const auto& stimulus : stimuli_.spiking) {
            if (!stimulus.active(step) || i < stimulus.first || i >= stimulus.last) { continue; }
            const std::int64_t emitted = step - stimulus.delay;
            const std::int64_t count =
                stimulus.kind == StimulusKind::poisson_generator
                    ? stimulus.poisson_count(setup_.range.first + i, i, emitted)
                    : stimulus.spikes_at(emitted);
            const double weight = stimulus.weight[i];
            T& x = input[weight < 0 ? stimulus.row_negative : stimulus.row];
            x = fma(static_cast<T>(count), static_cast<T>(weight), x);
        }
    }

    RangeSetup setup_;
    PopulationValues values_;
    RangeStimuli stimuli_;
    std::vector<typename M::template State<T>> state_;
    std::vector<long> hold_;
};

}  // namespace

std::unique_ptr<PopulationState> make_reference_state(const RangeSetup& setup) {
    const PopulationValues values(setup.description, setup.range.population);
    std::unique_ptr<PopulationState> state;
    visit_models(NeuronModels{}, [&]<class M>() {
        if (M::info.name != values.model().name || !M::applies(values.query())) { return false; }
        if (setup.description.precision == Precision::single) {
            state = std::make_unique<ReferenceNeurons<M, float>>(setup);
        } else {
            state = std::make_unique<ReferenceNeurons<M, double>>(setup);
        }
        return true;
    });
    return state;
}

}  // namespace callosum
