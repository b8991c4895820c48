#pragma once

#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "bench.hpp"
#include "engine/base/state_checks.hpp"
#include "engine/neurons/local_neurons.hpp"
#include "engine/reference/make_reference_neurons.hpp"
#include "models/info.hpp"
#include "rounds.hpp"

namespace callosum::bench {

/// A Poisson background of 12 800 spikes/s. Its weight is small where it makes V jump, and 1 where a model counts spikes.
inline Stimulus poisson_background(const Population& target, std::size_t index = 0) {
    const auto& model = *find_neuron_model(target.model);
    Stimulus stimulus;
    stimulus.name = "background";
    stimulus.model = "poisson_generator";
    stimulus.target = index;
    stimulus.values["rate"] = Distribution::constant(12800);
    stimulus.weight = Distribution::constant(model.weight_unit == "mV" ? 0.01 : 5.0);
    if (target.model == "parrot_neuron" || target.model == "ignore_and_fire") {
        stimulus.weight = Distribution::constant(1);
    }
    stimulus.delay_ms = 1.5;
    if (model.receptor_per_list_element) { stimulus.receptor = 0; }
    return stimulus;
}

/// The neurons of the only population of a description, which take steps without a network.
class SteppedNeurons {
  public:
    enum class Path { fast, reference };
    explicit SteppedNeurons(Description given, Path path = Path::fast)
        : description_(std::move(given)) {
        complete(description_);
        plan_ = plan_fixed_point(description_);
        const NeuronRange range{0, 0, size()};
        layout_ = lay_out_rows(plan_, {range});
        rows_ = {Column<std::int32_t>(layout_.n_narrow), Column<std::int64_t>(layout_.n_wide)};
        const RangeSetup setup{description_, plan_, range, layout_.places[0]};
        neurons_ = path == Path::fast ? make_local_neurons(setup) : make_reference_neurons(setup);
    }
    SteppedNeurons(const SteppedNeurons&) = delete;
    SteppedNeurons& operator=(const SteppedNeurons&) = delete;

    [[nodiscard]] const Description& description() const { return description_; }
    [[nodiscard]] std::uint64_t size() const { return description_.populations[0].size; }
    /// Seconds of some steps.
    double seconds(int steps) {
        return seconds_of([&] {
            for (int i = 0; i < steps; ++i) {
                fired_.clear();
                neurons_->update(++step_, rows_, fired_);
            }
        });
    }
    /// Gives every neuron, in each row, spikes of one to eight times a weight that arrive in the next step.
    void feed(double weight) {
        for (std::size_t r = 0; r < layout_.places[0].size(); ++r) {
            const auto& [wide, first] = layout_.places[0][r];
            const auto one = std::max(1LL, std::llround(weight / plan_.rows[0][r].unit()));
            for (std::uint64_t i = 0; i < size(); ++i) {
                const auto spikes = static_cast<std::int64_t>(1 + i % 8) * one;
                wide ? rows_.wide[first + i] = spikes
                     : rows_.narrow[first + i] = static_cast<std::int32_t>(spikes);
            }
        }
    }
    /// State and input rows of a neuron, all of which a step reads and writes.
    [[nodiscard]] double bytes_per_neuron() {
        StateBytes state;
        neurons_->visit_state(state);
        const auto rows =
            layout_.n_narrow * sizeof(std::int32_t) + layout_.n_wide * sizeof(std::int64_t);
        return static_cast<double>(state.bytes() + rows) / static_cast<double>(size());
    }

  private:
    Description description_;
    FixedPointPlan plan_;
    RowLayout layout_;
    InputRows rows_;
    std::unique_ptr<LocalNeurons> neurons_;
    std::vector<std::uint32_t> fired_;
    std::int64_t step_ = 32;
};

}  // namespace callosum::bench
