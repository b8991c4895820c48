#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/number_text.hpp"
#include "models/stimulus/encoder.hpp"
#include "models/stimulus/stimulus_fields.hpp"

namespace callosum {

struct PhaseEncoder {
    static constexpr std::array params{stimulus_fields::data,
                                       stimulus_fields::sample_duration,
                                       stimulus_fields::gap,
                                       stimulus_fields::order,
                                       stimulus_fields::data_min,
                                       stimulus_fields::data_max,
                                       StimulusField{.name = "bits",
                                                     .doc = "phases of a number; 8 if absent",
                                                     .value = StimulusValue::whole,
                                                     .default_value = 8,
                                                     .low = 1,
                                                     .high = 31},
                                       StimulusField{.name = "phase_duration",
                                                     .unit = "ms",
                                                     .doc = "length of a phase, ms; dt if absent",
                                                     .default_value = 1,
                                                     .low = 0,
                                                     .low_open = true,
                                                     .on_grid = true,
                                                     .in_steps = true}};
    static std::optional<StimulusFault> fault(const StimulusNumbers& given) {
        const double duration = given.number("sample_duration"), bits = given.number("bits");
        const double phase = given.number("phase_duration");
        constexpr double rounding = 1e-6;  // steps
        if (!(bits * phase > duration + rounding * given.dt_ms())) { return std::nullopt; }
        return StimulusFault{"sample_duration", "is " + number_text(duration) +
                                                    " ms, must hold the " + number_text(bits) +
                                                    " phases of " + number_text(phase) + " ms"};
    }
    static constexpr StimulusInfo info{
        .name = "phase_encoder",
        .summary = "values as binary numbers",
        .page =
            "  A target per feature. x in binary with `bits` digits, highest first: a spike in "
            "phase k is worth\n"
            "  2^-k; a phase lasts phase_duration, the period repeats until T.",
        .params = params,
        .encodes = true,
        .orders = stimulus_fields::data_orders,
        .fault = fault};

    /// A number in binary, highest bit first: a spike in the first step of phase k is worth 2^-k
    /// (k = 1 .. bits). The phases repeat for as long as the sample lasts.
    class Source final : public SpikeSource {
      public:
        Source(const StimulusInput& given, const LocalSamples& data)
            : schedule_(given),
              first_(data.first),
              width_(data.last - data.first),
              n_bits_(std::llround(given.number("bits"))),
              phase_(given.steps(given.number("phase_duration"))) {
            const CodeNumbers numbers(given);
            const double levels = std::ldexp(1.0, static_cast<int>(n_bits_));
            for (std::uint64_t s = 0; s < data.n_samples(); ++s) {
                for (std::uint64_t i = data.first; i < data.last; ++i) {
                    const double x = numbers.scaled(data.value(s, i));
                    word_.push_back(
                        static_cast<std::uint32_t>(std::clamp(x * levels, 0.0, levels - 1)));
                }
            }
        }

        [[nodiscard]] bool active(std::int64_t step) const override {
            const auto place = schedule_.at(step);
            return place && (place->offset - 1) % phase_ == 0;
        }
        [[nodiscard]] std::int32_t count(std::uint64_t local, std::int64_t step) const override {
            if (!active(step)) { return 0; }
            const auto place = schedule_.at(step);
            const auto phase = (place->offset - 1) / phase_ % n_bits_;
            const std::uint32_t word = word_[place->sample * width_ + local - first_];
            return static_cast<std::int32_t>(word >> (n_bits_ - 1 - phase) & 1U);
        }

      private:
        Schedule schedule_;
        std::uint64_t first_, width_;
        std::int64_t n_bits_, phase_;
        std::vector<std::uint32_t> word_;
    };
    static SpikeSourcePtr make(const StimulusInput& given) {
        return std::make_shared<Source>(given, LocalSamples(given, 1));
    }
};

static_assert(StimulusModel<PhaseEncoder>);

}  // namespace callosum
