#pragma once

#include <array>

#include "engine/base/math.hpp"
#include "models/stimulus/encoder.hpp"
#include "models/stimulus/stimulus_fields.hpp"

namespace callosum {

struct PopulationEncoder {
    static constexpr std::array params{
        stimulus_fields::data,
        stimulus_fields::method,
        stimulus_fields::sample_duration,
        stimulus_fields::gap,
        stimulus_fields::order,
        stimulus_fields::data_min,
        stimulus_fields::data_max,
        stimulus_fields::with_default(stimulus_fields::max_rate, 100),
        stimulus_fields::with_default(stimulus_fields::threshold, 0.1),
        StimulusField{.name = "fields",
                      .doc = "receptive fields, hence targets, per feature",
                      .value = StimulusValue::whole,
                      .default_value = no_default,
                      .low = 2,
                      .high = 1e6},
        StimulusField{
            .name = "width",
            .doc = "standard deviation of a field in units of their distance; 0.5 if absent",
            .default_value = 0.5,
            .low = 0,
            .low_open = true}};
    static std::uint64_t targets_per_feature(const StimulusNumbers& given) {
        return static_cast<std::uint64_t>(given.number("fields"));
    }
    static constexpr StimulusInfo info{
        .name = "population_encoder",
        .summary = "values by Gaussian receptive fields",
        .page =
            "  `fields` targets per feature: feature f has targets f fields + j. Field j responds "
            "with\n"
            "  r = exp(-(x (fields - 1) - j)^2 / (2 width^2)): one spike after (1 - r) (T - dt) "
            "unless\n"
            "  r < threshold (latency), or Poisson spikes at r max_rate (poisson).",
        .params = params,
        .encodes = true,
        .methods = "latency|poisson",
        .orders = stimulus_fields::data_orders,
        .targets_per_feature = targets_per_feature};

    static SpikeSourcePtr make(const StimulusInput& given) {
        const CodeNumbers numbers(given);
        const std::uint64_t fields = targets_per_feature(given);
        const double width = given.number("width");
        const double threshold = given.number("threshold");
        const auto response = [&](double value, std::uint64_t target) {
            const auto centre = static_cast<double>(target % fields);
            const double distance =
                (numbers.scaled(value) * static_cast<double>(fields - 1) - centre) / width;
            return math::exp(-0.5 * distance * distance);
        };
        const LocalSamples data(given, fields);
        if (given.method() == "poisson") {
            const double most = most_per_step(given);
            return std::make_shared<DrawnCode>(
                given, data, false,
                [&](double value, std::uint64_t target) { return response(value, target) * most; });
        }
        return std::make_shared<TimedCode>(given, data,
                                           [&](double value, std::uint64_t target) -> std::int64_t {
                                               const double r = response(value, target);
                                               return r < threshold ? 0 : numbers.linear_offset(r);
                                           });
    }
};

static_assert(StimulusModel<PopulationEncoder>);

}  // namespace callosum
