#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "models/stimulus/stimulus_input.hpp"

namespace callosum {

struct StepCurrentGenerator {
    static constexpr std::array params{
        StimulusField{.name = "amplitude_times",
                      .unit = "ms",
                      .doc = "times at which the current changes, ms",
                      .value = StimulusValue::change_times,
                      .default_value = no_default},
        StimulusField{.name = "amplitude_values",
                      .unit = "pA",
                      .doc = "current from each time on, pA",
                      .value = StimulusValue::change_values,
                      .default_value = no_default,
                      .at = "amplitude_times"}};
    static constexpr StimulusInfo info{
        .name = "step_current_generator",
        .summary = "current that changes in steps",
        .page = "  I = amplitude_values[i] from amplitude_times[i] on",
        .params = params,
        .spiking = false};

    /// Nothing before the first change.
    class Source final : public CurrentSource {
      public:
        explicit Source(const StimulusInput& given) {
            for (const double time : given.list("amplitude_times")) {
                first_steps_.push_back(given.steps(time) + 1);
            }
            const auto amplitudes = given.list("amplitude_values");
            amplitudes_.assign(amplitudes.begin(), amplitudes.end());
        }
        [[nodiscard]] bool changes(std::int64_t step) const override {
            return std::binary_search(first_steps_.begin(), first_steps_.end(), step);
        }
        [[nodiscard]] double value(std::uint64_t /*local*/, std::int64_t step) const override {
            const auto next = std::upper_bound(first_steps_.begin(), first_steps_.end(), step);
            return next == first_steps_.begin()
                       ? 0.0
                       : amplitudes_[static_cast<std::size_t>(next - first_steps_.begin()) - 1];
        }
        void values(std::int64_t step, std::uint64_t first, std::uint64_t last,
                    double* out) const override {
            std::fill(out + first, out + last, value(0, step));
        }

      private:
        std::vector<std::int64_t> first_steps_;
        std::vector<double> amplitudes_;
    };
    static CurrentSourcePtr make(const StimulusInput& given) {
        return std::make_shared<Source>(given);
    }
};

static_assert(StimulusModel<StepCurrentGenerator>);

}  // namespace callosum
