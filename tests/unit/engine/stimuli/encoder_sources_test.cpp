#include <cmath>

#include <gtest/gtest.h>

#include "models/stimulus/encoder.hpp"
#include "tests/unit/engine/stimuli/sources.hpp"

namespace callosum {
namespace {

/// Samples of 10 ms = 100 steps, 2 ms apart.
Description encoder(const std::string& kind, std::uint64_t targets, std::uint64_t features,
                    std::vector<double> values) {
    auto description = with_stimulus(kind, targets);
    auto& stimulus = description.stimuli[0];
    stimulus.numbers = {{"sample_duration", 10.0}, {"gap", 2.0}};
    stimulus.samples = std::make_shared<ArraySamples>(features, std::move(values));
    return description;
}

/// Offset of each spike of target `i` in the sample shown as number `shown`.
std::vector<std::int64_t> offsets(const SpikeSource& source, std::uint64_t i, std::int64_t shown) {
    std::vector<std::int64_t> found;
    for (std::int64_t offset = 1; offset <= 120; ++offset) {
        for (int k = source.count(i, shown * 120 + offset); k > 0; --k) { found.push_back(offset); }
    }
    return found;
}

TEST(Schedule, ShowsSamplesInTurn) {
    auto description = encoder("rate_encoder", 1, 1, {0, 0, 0});
    description.stimuli[0].start_ms = 1;
    description.stimuli[0].order = {2, 0, 2, 1};
    const Schedule schedule(EpisodeInput(description, {0, &description.stimuli[0]}, {0, 0, 1}));

    EXPECT_FALSE(schedule.at(10));
    EXPECT_EQ(schedule.at(11)->sample, 2U);
    EXPECT_EQ(schedule.at(11)->offset, 1);
    EXPECT_EQ(schedule.at(110)->offset, 100);
    EXPECT_FALSE(schedule.at(111)) << "the gap";
    EXPECT_EQ(schedule.at(131)->sample, 0U);
    EXPECT_EQ(schedule.at(10 + 3 * 120 + 1)->sample, 1U);
    EXPECT_FALSE(schedule.at(10 + 4 * 120 + 1)) << "all have been shown";
}

TEST(RateEncoder, CountsAreBinomialOrPoisson) {
    const std::vector<double> values{0, 0.1, 0.5, 1, 1, 0.9, 0.2, 0};
    for (const bool bernoulli : {true, false}) {
        auto description = encoder("rate_encoder", 4, 4, values);
        auto& stimulus = description.stimuli[0];
        stimulus.numbers["sample_duration"] = 1000;
        stimulus.numbers["gap"] = 0;
        stimulus.numbers["max_rate"] = 4000;  // 0.4 per step
        stimulus.method = bernoulli ? "bernoulli" : "poisson";
        const auto source = whole(description);

        for (std::uint64_t s = 0; s < 2; ++s) {
            for (std::uint64_t i = 0; i < 4; ++i) {
                Moments spikes;
                for (std::int64_t step = 1; step <= 10000; ++step) {
                    spikes.add(source->count(i, static_cast<std::int64_t>(s) * 10000 + step));
                }
                const double mean = 0.4 * values[s * 4 + i];
                const double variance = bernoulli ? mean * (1 - mean) : mean;
                EXPECT_NEAR(spikes.mean(), mean, 4 * std::sqrt(variance / 1e4));
                EXPECT_NEAR(spikes.variance(), variance,
                            4 * std::sqrt((mean + 2 * mean * mean) / 1e4));
            }
        }
    }
}

TEST(LatencyEncoder, LargerValuesComeEarlier) {
    std::vector<double> values;
    for (int i = 0; i <= 100; ++i) { values.push_back(0.01 * i); }
    for (const char* method : {"linear", "logarithmic"}) {
        auto description = encoder("latency_encoder", 101, 101, values);
        auto& stimulus = description.stimuli[0];
        stimulus.method = method;
        stimulus.numbers["threshold"] = 0.2;
        stimulus.numbers["tau"] = 3;
        const auto source = whole(description);

        std::int64_t before = 101;
        for (std::uint64_t i = 0; i <= 100; ++i) {
            const auto spikes = offsets(*source, i, 0);
            const bool linear = stimulus.method == "linear";
            const double late_ms =
                linear ? (1 - values[i]) * 9.9 : 3 * std::log(values[i] / (values[i] - 0.2));
            if (values[i] <= 0.2 || late_ms > 9.94) {
                EXPECT_TRUE(spikes.empty());
                continue;
            }
            ASSERT_EQ(spikes.size(), 1U);
            EXPECT_LE(spikes[0], before);
            EXPECT_NEAR(0.1 * static_cast<double>(spikes[0] - 1), late_ms, 0.0501) << "half a step";
            before = spikes[0];
        }
    }
}

TEST(PhaseEncoder, DecodesExactly) {
    std::vector<double> values;
    for (int i = 0; i < 256; ++i) { values.push_back(i / 256.0); }
    auto description = encoder("phase_encoder", 256, 256, values);
    description.stimuli[0].numbers["phase_duration"] = 0.5;  // a period of 4 ms in 10 ms
    const auto source = whole(description);

    for (std::uint64_t i = 0; i < 256; ++i) {
        double first = 0, second = 0;
        for (const auto offset : offsets(*source, i, 0)) {
            ASSERT_EQ((offset - 1) % 5, 0);
            const auto phase = (offset - 1) / 5;
            (phase < 8 ? first : second) += phase < 16 ? std::ldexp(1, -1 - int(phase % 8)) : 0;
        }
        EXPECT_EQ(first, values[i]);
        EXPECT_EQ(second, values[i]);
    }
}

TEST(PhaseEncoder, TakesTheNumberBelow) {
    auto description = encoder("phase_encoder", 3, 3, {0.999, 1.0, 0.3});
    description.stimuli[0].numbers["bits"] = 4;
    const auto source = whole(description);

    EXPECT_EQ(offsets(*source, 0, 0).size(), 4U * 25);
    EXPECT_EQ(offsets(*source, 1, 0).size(), 4U * 25) << "1 is one below 2^bits";
    const auto third = offsets(*source, 2, 0);
    EXPECT_EQ(third[0], 2) << "0.3 becomes 0100";
    EXPECT_EQ(third[1], 6);
}

TEST(PopulationEncoder, NearestFieldFiresFirst) {
    auto description = encoder("population_encoder", 10, 2, {2, 10, 4.4, 7.7});
    auto& stimulus = description.stimuli[0];
    stimulus.numbers["fields"] = 5;  // centres 2, 4, 6, 8, 10
    stimulus.numbers["data_min"] = 2;
    stimulus.numbers["data_max"] = 10;
    const auto source = whole(description);

    EXPECT_EQ(offsets(*source, 0, 0), (std::vector<std::int64_t>{1}));
    EXPECT_EQ(offsets(*source, 9, 0), (std::vector<std::int64_t>{1}));
    EXPECT_TRUE(offsets(*source, 4, 0).empty()) << "below the threshold";
    const double response = std::exp(-0.5 * 0.4 * 0.4);  // 4.4 is 0.4 widths of 1 from 4
    EXPECT_EQ(offsets(*source, 1, 1)[0], 1 + std::llround((1 - response) * 99));
    const double other = std::exp(-0.5 * 1.7 * 1.7);  // 7.7 is 1.7 widths from 6
    EXPECT_EQ(offsets(*source, 7, 1)[0], 1 + std::llround((1 - other) * 99));
}

TEST(PopulationEncoder, RatesAreThoseOfTheFields) {
    auto description = encoder("population_encoder", 3, 1, {0.4});
    auto& stimulus = description.stimuli[0];
    stimulus.method = "poisson";
    stimulus.numbers = {{"sample_duration", 2000}, {"fields", 3}, {"max_rate", 5000}, {"width", 1}};
    const auto source = whole(description);

    for (std::uint64_t i = 0; i < 3; ++i) {
        double sum = 0;
        for (std::int64_t step = 1; step <= 20000; ++step) { sum += source->count(i, step); }
        const double distance = 0.8 - static_cast<double>(i);
        const double mean = 0.5 * 20000 * std::exp(-0.5 * distance * distance);
        EXPECT_NEAR(sum, mean, 4 * std::sqrt(mean));
    }
}

TEST(DeltaEncoder, FollowsTheSignalWithinAThreshold) {
    std::vector<double> values;
    for (int s = 0; s < 60; ++s) {
        values.push_back(std::sin(0.2 * s));
        values.push_back(0.1 * (s % 3));  // multiples of the threshold
    }
    auto description = encoder("delta_encoder", 4, 2, values);
    description.stimuli[0].numbers["threshold"] = 0.1;
    const auto source = whole(description);

    for (std::uint64_t f = 0; f < 2; ++f) {
        double followed = values[f];
        EXPECT_TRUE(offsets(*source, 2 * f, 0).empty());
        for (std::int64_t s = 1; s < 60; ++s) {
            const auto on = offsets(*source, 2 * f, s);
            const auto off = offsets(*source, 2 * f + 1, s);
            EXPECT_TRUE(on.empty() || off.empty());
            followed += 0.1 * (static_cast<double>(on.size()) - static_cast<double>(off.size()));
            const double error = values[static_cast<std::size_t>(s) * 2 + f] - followed;
            EXPECT_LT(std::abs(error), f == 0 ? 0.1 : 1e-9);
        }
    }
}

TEST(Encoders, GiveTheSameSpikesOnAnyRange) {
    std::vector<double> values;
    for (int i = 0; i < 300; ++i) { values.push_back(std::fmod(0.37 * i, 1.0)); }
    for (const std::string kind : {"rate_encoder", "latency_encoder", "phase_encoder",
                                   "population_encoder", "delta_encoder"}) {
        const std::uint64_t each = kind == "population_encoder" ? 3
                                   : kind == "delta_encoder"    ? 2
                                                                : 1;
        auto description = encoder(kind, 30 * each + 7, 30, values);
        auto& stimulus = description.stimuli[0];
        stimulus.target_slice = {5, 5 + 30 * each};
        stimulus.numbers["max_rate"] = 3000;
        stimulus.numbers["fields"] = 3;
        stimulus.numbers["threshold"] = 0.1;
        const auto all = whole(description);
        const auto part = spikes_of(description, {0, 16, 32});
        const std::uint64_t end = std::min<std::uint64_t>(16, 30 * each + 5 - 16);
        int spikes = 0;
        for (std::int64_t step = 1; step <= 1200; ++step) {
            std::vector<std::int32_t> some(16);
            part->counts(step, 0, end, some.data());
            for (std::uint64_t i = 0; i < end; ++i) {
                ASSERT_EQ(some[i], all->count(16 + i, step));
                ASSERT_EQ(some[i], part->count(i, step));
                spikes += some[i];
            }
        }
        EXPECT_GT(spikes, 0);
    }
}

}  // namespace
}  // namespace callosum
