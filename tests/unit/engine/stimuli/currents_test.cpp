#include <cmath>

#include <gtest/gtest.h>

#include "engine/stimuli/stimuli.hpp"
#include "tests/unit/engine/stimuli/sources.hpp"

namespace callosum {
namespace {

constexpr double pi = 3.14159265358979323846;

TEST(AcGenerator, IsTheSineAtTheBeginningOfTheStep) {
    auto description = with_stimulus("ac_generator", 3);
    auto& stimulus = description.stimuli[0];
    stimulus.values["amplitude"] = std::vector<double>{1, 10, 100};
    stimulus.numbers = {{"offset", 7.0}, {"frequency", 12.5}, {"phase", 30.0}};
    const auto source = current_of(description, {0, 0, 3});

    std::vector<double> all(3);
    for (const std::int64_t step : {1, 2, 400, 1000000001}) {
        source->values(step, 0, 3, all.data());
        for (std::uint64_t i = 0; i < 3; ++i) {
            const double cycles =
                std::fmod(12.5e-4 * static_cast<double>(step - 1), 1.0) + 30. / 360;
            const double amplitude = std::pow(10, static_cast<double>(i));
            EXPECT_NEAR(all[i], 7 + amplitude * std::sin(2 * pi * cycles), 1e-8 * amplitude)
                << "10^9 steps leave 9 digits of the phase";
            EXPECT_EQ(all[i], source->value(i, step));
        }
    }
}

TEST(NoiseGenerator, HasItsMomentsAndHoldsEachDraw) {
    auto description = with_stimulus("noise_generator", 2000);
    auto& stimulus = description.stimuli[0];
    stimulus.start_ms = 0.3;
    stimulus.numbers = {{"mean", 50.0}, {"std", 20.0}, {"dt", 0.5}};
    const auto source = current_of(description, {0, 0, 2000});

    Moments next, all;
    std::vector<double> before, now(2000);
    for (std::int64_t step = 4; step < 204; ++step) {
        source->values(step, 0, 2000, now.data());
        const bool changes = (step - 4) % 5 == 0;
        EXPECT_EQ(source->changes(step), changes);
        if (!changes) { EXPECT_EQ(now, before); }
        if (changes) {
            for (std::size_t i = 0; i < now.size(); ++i) {
                all.add(now[i], now[(i + 1) % now.size()]);
                if (!before.empty()) { next.add(now[i], before[i]); }
            }
        }
        EXPECT_EQ(now[17], source->value(17, step));
        before = now;
    }

    const double n = 40 * 2000;
    EXPECT_NEAR(all.mean(), 50, 4 * 20 / std::sqrt(n));
    EXPECT_NEAR(all.variance(), 400, 4 * 400 * std::sqrt(2 / n));
    EXPECT_NEAR(all.correlation(), 0, 4 / std::sqrt(n)) << "neurons are independent";
    EXPECT_NEAR(next.correlation(), 0, 4 / std::sqrt(n)) << "so are draws";
}

TEST(NoiseGenerator, StandardDeviationIsModulated) {
    auto description = with_stimulus("noise_generator", 20000);
    auto& stimulus = description.stimuli[0];
    stimulus.numbers = {
        {"std", 20.0}, {"std_mod", 15.0}, {"dt", 0.1}, {"frequency", 100.0}, {"phase", 45.0}};
    const auto source = current_of(description, {0, 0, 20000});

    std::vector<double> now(20000);
    for (const std::int64_t step : {1, 20, 50, 90}) {
        source->values(step, 0, now.size(), now.data());
        Moments all;
        for (const double one : now) { all.add(one); }
        const double variance =
            400 + 225 * std::sin(2 * pi * (0.01 * static_cast<double>(step - 1) + 0.125));
        EXPECT_NEAR(all.variance(), variance, 4 * variance * std::sqrt(2 / 2e4));
    }
}

TEST(Currents, ActFromStartUntilStop) {
    auto description = with_stimulus("step_current_generator", 40);
    auto& stimulus = description.stimuli[0];
    stimulus.lists["amplitude_times"] = {0, 1, 2};
    stimulus.lists["amplitude_values"] = {1, 2, 3};
    stimulus.start_ms = 0.5;
    stimulus.stop_ms = 2.5;

    const auto stimuli = stimuli_of(description, {0, 16, 32});

    ASSERT_EQ(stimuli.currents.size(), 1U);
    const auto& own = stimuli.currents[0];
    std::vector<std::int64_t> changes;
    for (std::int64_t step = 1; step < 40; ++step) {
        EXPECT_EQ(own.active(step), step >= 6 && step <= 25);
        if (own.changes(step)) { changes.push_back(step); }
    }
    EXPECT_EQ(changes, (std::vector<std::int64_t>{6, 11, 21, 26}));
    EXPECT_EQ(own.source->value(0, 6), 1);
    EXPECT_EQ(own.source->value(0, 10), 1);
    EXPECT_EQ(own.source->value(0, 11), 2);
    EXPECT_EQ(own.source->value(0, 25), 3);
}

}  // namespace
}  // namespace callosum
