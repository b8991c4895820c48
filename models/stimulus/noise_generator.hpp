#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/math.hpp"
#include "models/stimulus/stimulus_fields.hpp"
#include "models/stimulus/stimulus_input.hpp"
#include "models/stimulus/wave.hpp"

namespace callosum {

struct NoiseGenerator {
    static constexpr std::array params{
        stimulus_fields::frequency,
        stimulus_fields::phase,
        StimulusField{.name = "mean", .unit = "pA", .doc = "mean of the current, pA; 0 if absent"},
        StimulusField{.name = "std",
                      .unit = "pA",
                      .doc = "standard deviation of the current, pA; 0 if absent",
                      .low = 0},
        StimulusField{.name = "std_mod",
                      .unit = "pA",
                      .doc = "modulation of the standard deviation, pA; 0 if absent",
                      .low = 0},
        StimulusField{.name = "dt",
                      .unit = "ms",
                      .doc = "how long a drawn current is held, ms; 10 dt if absent",
                      .default_value = 10,
                      .low = 0,
                      .low_open = true,
                      .on_grid = true,
                      .in_steps = true}};
    static constexpr std::array<FieldOrder, 1> orders{{{"std_mod", "std", true}}};
    static constexpr StimulusInfo info{
        .name = "noise_generator",
        .summary = "noise current",
        .page =
            "  I = mean + sqrt(std^2 + std_mod^2 sin(2 pi frequency t + phase)) N, with N standard "
            "normal,\n"
            "  drawn anew for each target every dt from start on",
        .params = params,
        .spiking = false,
        .orders = orders};

    /// Drawn anew for each neuron every `dt` from the start on and held in between.
    class Source final : public CurrentSource {
      public:
        explicit Source(const StimulusInput& given)
            : random_(given.random(Purpose::noise)),
              wave_(given),
              first_index_(given.first_index),
              start_(given.start),
              held_(given.steps(given.number("dt"))),
              mean_(given.number("mean")),
              std_(given.number("std")),
              modulation_(given.number("std_mod")) {}
        [[nodiscard]] bool changes(std::int64_t step) const override {
            return (step - 1 - start_) % held_ == 0;
        }
        [[nodiscard]] double value(std::uint64_t local, std::int64_t step) const override {
            const std::int64_t draw = draw_of(step);
            return noise(local, draw, deviation(draw));
        }
        void values(std::int64_t step, std::uint64_t first, std::uint64_t last,
                    double* out) const override {
            const std::int64_t draw = draw_of(step);
            const double std = deviation(draw);
            for (std::uint64_t i = first; i < last; ++i) { out[i] = noise(i, draw, std); }
        }

      private:
        [[nodiscard]] std::int64_t draw_of(std::int64_t step) const {
            return (step - 1 - start_) / held_;
        }
        [[nodiscard]] double deviation(std::int64_t draw) const {
            const double sine = wave_.sine(start_ + draw * held_);
            return std::sqrt(std::max(0.0, std::fma(modulation_ * modulation_, sine, std_ * std_)));
        }
        [[nodiscard]] double noise(std::uint64_t local, std::int64_t draw, double std) const {
            const auto n = static_cast<std::uint64_t>(draw);
            const auto words =
                random_(static_cast<std::uint32_t>(first_index_ + local),
                        static_cast<std::uint32_t>(n), static_cast<std::uint32_t>(n >> 32U), 0);
            return std::fma(std, math::normal_quantile(unit_interval(words[0], words[1])), mean_);
        }

        Ars random_;
        Wave wave_;
        std::uint64_t first_index_;
        std::int64_t start_, held_;
        double mean_, std_, modulation_;
    };
    static CurrentSourcePtr make(const StimulusInput& given) {
        return std::make_shared<Source>(given);
    }
};

static_assert(StimulusModel<NoiseGenerator>);

}  // namespace callosum
