#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "models/stimulus/encoder.hpp"
#include "models/stimulus/stimulus_fields.hpp"
#include "models/stimulus/trains.hpp"

namespace callosum {

namespace stimulus_fields {

/// In units of the data, so without a largest one.
inline constexpr StimulusField threshold_of_changes = [] {
    auto field = with_default(threshold, no_default);
    field.high = unbounded;
    field.low_open = true;
    return field;
}();

}  // namespace stimulus_fields

struct DeltaEncoder {
    static constexpr std::array params{stimulus_fields::data, stimulus_fields::sample_duration,
                                       stimulus_fields::gap, stimulus_fields::order,
                                       stimulus_fields::threshold_of_changes};
    static std::uint64_t targets_per_feature(const StimulusNumbers& /*given*/) { return 2; }
    static constexpr StimulusInfo info{
        .name = "delta_encoder",
        .summary = "changes of values",
        .page =
            "  Two targets per feature: on, off. A reference follows the signal in whole "
            "thresholds (in units\n"
            "  of the data) from the first sample on; each one up is a spike of \"on\", each one "
            "down of \"off\",\n"
            "  in the first step of the sample. Values are not scaled.",
        .params = params,
        .encodes = true,
        .targets_per_feature = targets_per_feature};

    /// A reference follows the signal in whole thresholds, from the first sample on; each one that it
    /// moves is a spike of the feature's "on" target (up) or "off" target (down).
    static SpikeSourcePtr make(const StimulusInput& given) {
        const Schedule schedule(given);
        const double threshold = given.number("threshold");
        constexpr double rounding = 1e-9;  // 0.3 - 0.1 shall hold 0.1 twice
        const LocalSamples data(given, 2);
        std::vector<OwnTrains::Spikes> spikes;
        for (std::uint64_t i = data.first; i < data.last; ++i) {
            const bool on = (data.first_target + i - data.first) % 2 == 0;
            const double origin = data.value(schedule.sample(0), i);
            double moved = 0;  // in thresholds
            for (std::uint64_t shown = 1; shown < schedule.n_shown(); ++shown) {
                const double change =
                    (data.value(schedule.sample(shown), i) - origin) / threshold - moved;
                const double whole = std::trunc(change + std::copysign(rounding, change));
                moved += whole;
                if (whole == 0 || (whole > 0) != on) { continue; }
                spikes.push_back({schedule.first_step(shown), static_cast<std::uint32_t>(i),
                                  static_cast<std::int32_t>(std::min(std::abs(whole), 1e9))});
            }
        }
        return std::make_shared<OwnTrains>(std::move(spikes));
    }
};

static_assert(StimulusModel<DeltaEncoder>);

}  // namespace callosum
