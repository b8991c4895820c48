#pragma once

#include <array>
#include <vector>

#include "models/stimulus/stimulus_fields.hpp"
#include "models/stimulus/varying_poisson.hpp"

namespace callosum {

struct InhomogeneousPoissonGenerator {
    static constexpr std::array params{stimulus_fields::shared,
                                       StimulusField{.name = "rate_times",
                                                     .unit = "ms",
                                                     .doc = "times at which the rate changes, ms",
                                                     .value = StimulusValue::change_times,
                                                     .default_value = no_default},
                                       StimulusField{.name = "rate_values",
                                                     .unit = "spikes/s",
                                                     .doc = "rate from each time on, spikes/s",
                                                     .value = StimulusValue::change_values,
                                                     .default_value = no_default,
                                                     .low = 0,
                                                     .high = stimulus_fields::most_spikes_per_s,
                                                     .as_indegree = true,
                                                     .at = "rate_times"}};
    static constexpr StimulusInfo info{
        .name = "inhomogeneous_poisson_generator",
        .summary = "Poisson spikes at a rate that changes in steps",
        .page = "  The rate is rate_values[i] for stamps from rate_times[i] on, 0 before.",
        .params = params};

    class Source final : public VaryingPoisson {
      public:
        explicit Source(const StimulusInput& given) : VaryingPoisson(given) {
            const auto times = given.list("rate_times"), rates = given.list("rate_values");
            for (std::size_t i = 0; i < times.size(); ++i) {
                from_.push_back(given.steps(times[i]));
                mean_.push_back(rates[i] * given.dt_ms() * 1e-3);
            }
            refuse_above_limit({0, mean_});
        }
        [[nodiscard]] bool active(std::int64_t step) const override { return mean_at(0, step) > 0; }

      private:
        [[nodiscard]] double mean_at(std::uint64_t /*local*/, std::int64_t step) const override {
            const auto next = std::upper_bound(from_.begin(), from_.end(), step);
            return next == from_.begin()
                       ? 0
                       : mean_[static_cast<std::size_t>(next - from_.begin()) - 1];
        }
        std::vector<std::int64_t> from_;
        std::vector<double> mean_;
    };
    static SpikeSourcePtr make(const StimulusInput& given) {
        return std::make_shared<Source>(given);
    }
};

static_assert(StimulusModel<InhomogeneousPoissonGenerator>);

}  // namespace callosum
