#pragma once

#include <array>

#include "engine/base/math.hpp"
#include "models/stimulus/encoder.hpp"
#include "models/stimulus/stimulus_fields.hpp"

namespace callosum {

struct LatencyEncoder {
    static constexpr std::array params{
        stimulus_fields::data,
        stimulus_fields::method,
        stimulus_fields::sample_duration,
        stimulus_fields::gap,
        stimulus_fields::order,
        stimulus_fields::data_min,
        stimulus_fields::data_max,
        stimulus_fields::threshold,
        StimulusField{.name = "tau",
                      .unit = "ms",
                      .doc = "time constant of the logarithmic code, ms; 10 if absent",
                      .default_value = 10,
                      .low = 0,
                      .low_open = true}};
    static std::optional<StimulusFault> fault(const StimulusNumbers& given) {
        if (given.method() != "logarithmic" || given.number("threshold") > 0) {
            return std::nullopt;
        }
        return StimulusFault{"threshold", "is 0, must be > 0 for method logarithmic"};
    }
    static constexpr StimulusInfo info{
        .name = "latency_encoder",
        .summary = "values as the time of one spike",
        .page =
            "  A target per feature. One spike after (1 - x) (T - dt) (linear), or after\n"
            "  tau ln(x / (x - threshold)) if that is within T (logarithmic); none for x <= "
            "threshold.",
        .params = params,
        .encodes = true,
        .methods = "linear|logarithmic",
        .orders = stimulus_fields::data_orders,
        .fault = fault};

    static SpikeSourcePtr make(const StimulusInput& given) {
        const CodeNumbers numbers(given);
        const double threshold = given.number("threshold");
        const double tau_steps = given.number("tau") / given.dt_ms();
        const bool logarithmic = given.method() == "logarithmic";
        return std::make_shared<TimedCode>(
            given, LocalSamples(given, 1),
            [&](double value, std::uint64_t /*target*/) -> std::int64_t {
                const double x = numbers.scaled(value);
                if (x <= threshold) { return 0; }
                if (!logarithmic) { return numbers.linear_offset(x); }
                // When a leaky membrane that is driven by x reaches the threshold.
                const double late = tau_steps * math::log(x / (x - threshold));
                return late < 4e9 ? 1 + std::llround(late) : 0;
            });
    }
};

static_assert(StimulusModel<LatencyEncoder>);

}  // namespace callosum
