#pragma once

#include <array>
#include <cmath>

#include "models/stimulus/stimulus_fields.hpp"
#include "models/stimulus/varying_poisson.hpp"
#include "models/stimulus/wave.hpp"

namespace callosum {

namespace stimulus_fields {

inline constexpr StimulusField amplitude_of_rate = [] {
    auto field = as_indegree(with_default(amplitude, 0));
    field.unit = "spikes/s";
    field.low = -most_spikes_per_s;
    field.high = most_spikes_per_s;
    return field;
}();

}  // namespace stimulus_fields

struct SinusoidalPoissonGenerator {
    static constexpr std::array params{
        StimulusField{
            .name = "individual_spike_trains",
            .doc = "does each target have a train of its own? (sinusoidal_poisson_generator)",
            .value = StimulusValue::separate_trains,
            .default_value = 1},
        stimulus_fields::rate, stimulus_fields::amplitude_of_rate, stimulus_fields::frequency,
        stimulus_fields::phase};
    static constexpr StimulusInfo info{
        .name = "sinusoidal_poisson_generator",
        .summary = "Poisson spikes at a rate that oscillates",
        .page = "  rate(t) = max(0, rate + amplitude sin(2 pi frequency t + phase)) at the stamp",
        .params = params,
        .mean_rate = "rate"};

    class Source final : public VaryingPoisson {
      public:
        explicit Source(const StimulusInput& given)
            : VaryingPoisson(given),
              wave_(given),
              per_step_(given.dt_ms() * 1e-3),
              rate_(given.values("rate", stream_of_rates(given))),
              amplitude_(given.values("amplitude", of_amplitudes + given.index)) {
            LocalValues most;
            for (std::uint64_t i = 0; i < (one_mean() ? 1 : given.size); ++i) {
                most.each.push_back((rate_[i] + std::abs(amplitude_[i])) * per_step_);
            }
            refuse_above_limit(most);
        }

      private:
        [[nodiscard]] double mean_at(std::uint64_t local, std::int64_t step) const override {
            const double rate = std::fma(amplitude_[local], wave_.sine(step), rate_[local]);
            return std::max(0.0, rate * per_step_);
        }
        [[nodiscard]] bool one_mean() const override {
            return rate_.is_shared() && amplitude_.is_shared();
        }
        static constexpr std::uint32_t of_amplitudes = 0x80000000;  // apart from weights and rates
        Wave wave_;
        double per_step_;
        LocalValues rate_, amplitude_;
    };
    static SpikeSourcePtr make(const StimulusInput& given) {
        return std::make_shared<Source>(given);
    }
};

static_assert(StimulusModel<SinusoidalPoissonGenerator>);

}  // namespace callosum
