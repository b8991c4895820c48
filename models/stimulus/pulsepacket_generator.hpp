#pragma once

#include <array>
#include <cmath>

#include "engine/base/math.hpp"
#include "models/stimulus/stimulus_fields.hpp"
#include "models/stimulus/stimulus_input.hpp"
#include "models/stimulus/trains.hpp"

namespace callosum {

struct PulsepacketGenerator {
    static constexpr std::array params{
        stimulus_fields::shared,
        StimulusField{.name = "pulse_times",
                      .unit = "ms",
                      .doc = "centres of the packets, ms",
                      .value = StimulusValue::times,
                      .default_value = no_default},
        StimulusField{.name = "activity",
                      .unit = "spikes",
                      .doc = "spikes per packet and target",
                      .value = StimulusValue::whole,
                      .default_value = no_default,
                      .low = 0,
                      .high = 1e6},
        StimulusField{.name = "sdev",
                      .unit = "ms",
                      .doc = "standard deviation of a packet's spike times, ms",
                      .default_value = no_default,
                      .low = 0}};
    static constexpr StimulusInfo info{
        .name = "pulsepacket_generator",
        .summary = "volleys of spikes",
        .page =
            "  `activity` spikes at each of pulse_times + sdev N, rounded to the grid, with N "
            "standard normal;\n"
            "  one train for all targets unless `shared` is false",
        .params = params,
        .shared = true};

    /// Steps of the spikes of Gaussian packets around `pulse_times`, of one target or of all.
    static std::vector<std::int64_t> packet_steps(const StimulusInput& given,
                                                  std::uint32_t target) {
        const auto activity = static_cast<std::uint32_t>(given.number("activity"));
        const double sdev = given.number("sdev");
        const Ars random = given.random(Purpose::poisson);
        const auto pulses = given.list("pulse_times");
        std::vector<std::int64_t> steps;
        for (std::uint32_t pulse = 0; pulse < pulses.size(); ++pulse) {
            for (std::uint32_t k = 0; k < activity; ++k) {
                const auto words = random(target, pulse, k, 0);
                const double deviate = math::normal_quantile(unit_interval(words[0], words[1]));
                steps.push_back(given.steps(std::fma(sdev, deviate, pulses[pulse])));
            }
        }
        return steps;
    }

    static SpikeSourcePtr make(const StimulusInput& given) {
        constexpr std::uint32_t all = 0xffffffff;  // no neuron has this index
        if (given.shared) { return std::make_shared<CommonTrain>(packet_steps(given, all)); }
        std::vector<OwnTrains::Spikes> spikes;
        for (std::uint64_t i = given.reached.first; i < given.reached.last; ++i) {
            for (const auto step :
                 packet_steps(given, static_cast<std::uint32_t>(given.first_index + i))) {
                spikes.push_back({step, static_cast<std::uint32_t>(i), 1});
            }
        }
        return std::make_shared<OwnTrains>(std::move(spikes));
    }
};

static_assert(StimulusModel<PulsepacketGenerator>);

}  // namespace callosum
