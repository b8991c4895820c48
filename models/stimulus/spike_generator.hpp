#pragma once

#include <array>

#include "models/stimulus/stimulus_input.hpp"
#include "models/stimulus/trains.hpp"

namespace callosum {

struct SpikeGenerator {
    static constexpr std::array params{
        StimulusField{.name = "spike_times",
                      .unit = "ms",
                      .doc =
                          "times of spikes, ms (spike_generator); the same for all targets, or one "
                          "list for each",
                      .value = StimulusValue::trains},
        StimulusField{.name = "file",
                      .doc =
                          "SONATA file, or text with lines \"time index\", with a train for each "
                          "target; relative to the experiment",
                      .value = StimulusValue::train_file},
        StimulusField{.name = "population",
                      .doc = "population of the SONATA file; node i drives target i",
                      .value = StimulusValue::train_population}};
    static constexpr StimulusInfo info{
        .name = "spike_generator",
        .summary = "spikes at given times",
        .page =
            "  `spike_times` is one list for all targets or a list for each; or `file` has a train "
            "for each:\n"
            "  text lines \"time index\", or a SONATA file and its population. Index 0 is the "
            "first target.",
        .params = params};

    static SpikeSourcePtr make(const StimulusInput& given) {
        if (!given.has_trains()) {
            std::vector<std::int64_t> steps;
            for (const double time : given.list("spike_times")) {
                steps.push_back(given.steps(time));
            }
            return std::make_shared<CommonTrain>(std::move(steps));
        }
        std::vector<OwnTrains::Spikes> spikes;
        for (const auto& spike : given.local_trains()) {
            spikes.push_back({spike.step,
                              static_cast<std::uint32_t>(spike.target - given.first_target +
                                                         given.reached.first),
                              1});
        }
        return std::make_shared<OwnTrains>(std::move(spikes));
    }
};

static_assert(StimulusModel<SpikeGenerator>);

}  // namespace callosum
