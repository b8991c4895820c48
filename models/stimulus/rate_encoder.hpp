#pragma once

#include <array>

#include "engine/base/number_text.hpp"
#include "models/stimulus/encoder.hpp"
#include "models/stimulus/stimulus_fields.hpp"

namespace callosum {

struct RateEncoder {
    static constexpr std::array params{
        stimulus_fields::data,     stimulus_fields::method,  stimulus_fields::sample_duration,
        stimulus_fields::gap,      stimulus_fields::order,   stimulus_fields::data_min,
        stimulus_fields::data_max, stimulus_fields::max_rate};
    static std::optional<StimulusFault> fault(const StimulusNumbers& given) {
        const double rate = given.number("max_rate"), dt_ms = given.dt_ms();
        if (given.method() != "bernoulli" || !(rate * dt_ms * 1e-3 > 1)) { return std::nullopt; }
        return StimulusFault{
            "max_rate",
            "is " + number_text(rate) +
                " spikes/s, which method bernoulli cannot reach: at most one spike per dt (" +
                number_text(1e3 / dt_ms) + " spikes/s)"};
    }
    static constexpr StimulusInfo info{
        .name = "rate_encoder",
        .summary = "values as rates",
        .page =
            "  A target per feature. In each step a spike with probability x max_rate dt "
            "(bernoulli), or a\n"
            "  Poisson number with that mean (poisson).",
        .params = params,
        .encodes = true,
        .methods = "bernoulli|poisson",
        .orders = stimulus_fields::data_orders,
        .fault = fault};

    static SpikeSourcePtr make(const StimulusInput& given) {
        const CodeNumbers numbers(given);
        const double most = most_per_step(given);
        return std::make_shared<DrawnCode>(
            given, LocalSamples(given, 1), given.method() == "bernoulli",
            [&](double value, std::uint64_t /*target*/) { return numbers.scaled(value) * most; });
    }
};

static_assert(StimulusModel<RateEncoder>);

}  // namespace callosum
