#include <cmath>

#include <gtest/gtest.h>

#include "models/stimulus/source.hpp"
#include "tests/unit/engine/stimuli/sources.hpp"

namespace callosum {
namespace spike_source_test {
namespace {

constexpr double pi = 3.14159265358979323846;

/// Every kind of random source, to be held against what all of them promise.
std::vector<Description> all_random() {
    std::vector<Description> all;
    const auto add = [&](const std::string& kind) -> Stimulus& {
        all.push_back(with_stimulus(kind, 50));
        all.back().stimuli[0].target_slice = {3, 45};
        return all.back().stimuli[0];
    };
    add("poisson_generator").values["rate"] = Distribution::constant(5000);
    add("poisson_generator").values["rate"] = Distribution::constant(3e5);
    auto& shared = add("poisson_generator");
    shared.values["rate"] = Distribution::constant(5000);
    shared.shared = true;
    add("poisson_generator").values["rate"] = std::vector<double>(42, 2000);
    for (const bool one_train : {false, true}) {
        for (const double rate : {5e3, 3e5}) {
            auto& steps = add("inhomogeneous_poisson_generator");
            steps.lists["rate_times"] = {1, 2};
            steps.lists["rate_values"] = {rate, 2 * rate};
            steps.shared = one_train;
            auto& sine = add("sinusoidal_poisson_generator");
            sine.values["rate"] = Distribution::constant(rate);
            sine.values["amplitude"] = Distribution::constant(rate);
            sine.numbers = {{"frequency", 100.0}};
            sine.shared = one_train;
        }
    }
    auto& mip = add("mip_generator");
    mip.values["rate"] = Distribution::constant(20000);
    mip.numbers = {{"p_copy", 0.4}};
    for (const bool one_train : {false, true}) {
        auto& packet = add("pulsepacket_generator");
        packet.lists["pulse_times"] = {2, 4};
        packet.numbers = {{"activity", 10.0}, {"sdev", 0.5}};
        packet.shared = one_train;
    }
    return all;
}

TEST(SpikeSource, GivesTheSameSpikesOnAnyRangeAndOneByOne) {
    for (const auto& description : all_random()) {
        const auto source = whole(description);
        const auto part = spikes_of(description, {0, 16, 48});
        for (std::int64_t step = 1; step <= 60; ++step) {
            const auto all = counts(*source, step, 50);
            std::vector<std::int32_t> some(32, -1);
            part->counts(step, 0, 6, some.data());
            part->counts(step, 6, 29, some.data());  // not where a block of four words begins
            for (std::uint64_t i = 0; i < 29; ++i) {
                ASSERT_EQ(all[16 + i], some[i]);
                ASSERT_EQ(part->count(i, step), some[i]);
                if (!source->active(step)) { ASSERT_EQ(some[i], 0); }
            }
        }
    }
}

TEST(PoissonGenerator, SharedTrainIsOneForAllAndPoisson) {
    auto description = with_stimulus("poisson_generator", 20);
    description.stimuli[0].values["rate"] = Distribution::constant(5000);  // 0.5 spikes per step
    description.stimuli[0].shared = true;
    const auto source = whole(description);

    Moments train;
    constexpr int n = 40000;
    for (std::int64_t step = 1; step <= n; ++step) {
        const auto all = counts(*source, step, 20);
        ASSERT_EQ(std::ranges::count(all, all[0]), 20);
        train.add(all[0]);
    }

    // 4 standard errors of mean and variance of a Poisson variable.
    EXPECT_NEAR(train.mean(), 0.5, 4 * std::sqrt(0.5 / n));
    EXPECT_NEAR(train.variance(), 0.5, 4 * std::sqrt((0.5 + 2 * 0.25) / n));
}

TEST(PoissonGenerator, TrainsOfTargetsAreIndependentByDefault) {
    auto description = with_stimulus("poisson_generator", 2);
    description.stimuli[0].values["rate"] = Distribution::constant(5000);
    const auto source = whole(description);

    Moments two;
    constexpr int n = 40000;
    for (std::int64_t step = 1; step <= n; ++step) {
        two.add(source->count(0, step), source->count(1, step));
    }

    EXPECT_NEAR(two.correlation(), 0, 4 / std::sqrt(n));
}

TEST(InhomogeneousPoisson, HasTheRateOfEachStretch) {
    auto description = with_stimulus("inhomogeneous_poisson_generator", 200);
    description.stimuli[0].lists["rate_times"] = {10, 20, 30, 40};
    description.stimuli[0].lists["rate_values"] = {1000, 0, 50000, 250000};
    const auto source = whole(description);

    std::vector<Moments> stretch(5);
    for (std::int64_t step = 1; step < 500; ++step) {
        for (const auto count : counts(*source, step, 200)) {
            stretch[static_cast<std::size_t>(step / 100)].add(count);
        }
    }

    // The rate of a step is that at its end: step 100 ends at 10 ms.
    const std::vector<double> mean{0, 0.1, 0, 5, 25};
    for (std::size_t i = 0; i < mean.size(); ++i) {
        EXPECT_NEAR(stretch[i].mean(), mean[i], 4 * std::sqrt(mean[i] / stretch[i].n));
        EXPECT_NEAR(stretch[i].variance(), mean[i],
                    4 * std::sqrt((mean[i] + 2 * mean[i] * mean[i]) / stretch[i].n));
    }
    EXPECT_FALSE(source->active(99));
    EXPECT_TRUE(source->active(100));
    EXPECT_FALSE(source->active(200));
}

TEST(SinusoidalPoisson, HasTheAmplitudeAndPhaseThatWereAskedFor) {
    auto description = with_stimulus("sinusoidal_poisson_generator", 500);
    auto& stimulus = description.stimuli[0];
    stimulus.values["rate"] = Distribution::constant(4000);
    stimulus.values["amplitude"] = Distribution::constant(2500);
    stimulus.numbers = {{"frequency", 50.0}, {"phase", 60.0}};
    const auto source = whole(description);

    // Fourier coefficients over 10 periods of 200 steps.
    double mean = 0, sine = 0, cosine = 0;
    constexpr int n_steps = 2000, n = 500;
    for (std::int64_t step = 1; step <= n_steps; ++step) {
        double sum = 0;
        for (const auto count : counts(*source, step, n)) { sum += count; }
        const double angle = 2 * pi * static_cast<double>(step) / 200;
        mean += sum;
        sine += sum * std::sin(angle);
        cosine += sum * std::cos(angle);
    }
    const double scale = 1e4 / n_steps / n;  // to spikes/s
    const double error = 4 * scale * std::sqrt(0.4 * n_steps * n);

    EXPECT_NEAR(mean * scale, 4000, error);
    EXPECT_NEAR(2 * sine * scale, 2500 * std::cos(pi / 3), 1.5 * error);
    EXPECT_NEAR(2 * cosine * scale, 2500 * std::sin(pi / 3), 1.5 * error);
}

TEST(SinusoidalPoisson, IsSilentWhereTheRateWouldBeNegative) {
    auto description = with_stimulus("sinusoidal_poisson_generator", 20);
    description.stimuli[0].values["amplitude"] = Distribution::constant(1e5);
    description.stimuli[0].numbers = {{"frequency", 50.0}};
    const auto source = whole(description);

    for (std::int64_t step = 101; step < 200; ++step) {
        for (const auto count : counts(*source, step, 20)) { EXPECT_EQ(count, 0); }
    }
}

TEST(MipGenerator, CopiesHaveTheirRateAndCorrelation) {
    for (const double p : {0.1, 0.5, 0.9, 1.0}) {
        auto description = with_stimulus("mip_generator", 2);
        description.stimuli[0].values["rate"] = Distribution::constant(8000);  // 0.8 per step
        description.stimuli[0].numbers = {{"p_copy", p}};
        const auto source = whole(description);

        Moments two;
        constexpr int n = 60000;
        for (std::int64_t step = 1; step <= n; ++step) {
            two.add(source->count(0, step), source->count(1, step));
        }

        // Thinned Poisson trains: mean = variance = 0.8 p, covariance 0.8 p^2.
        EXPECT_NEAR(two.mean(), 0.8 * p, 4 * std::sqrt(0.8 * p / n));
        EXPECT_NEAR(two.variance(), 0.8 * p, 4 * std::sqrt(3 * 0.8 * p / n));
        EXPECT_NEAR(two.correlation(), p, 5 / std::sqrt(n));
    }
}

TEST(PulsepacketGenerator, SpikesLieAroundThePulses) {
    auto description = with_stimulus("pulsepacket_generator", 400);
    auto& stimulus = description.stimuli[0];
    stimulus.lists["pulse_times"] = {20, 60.04};
    stimulus.numbers = {{"activity", 25.0}, {"sdev", 3.0}};
    const auto source = whole(description);

    std::vector<Moments> packets(2);
    for (std::int64_t step = 1; step <= 1000; ++step) {
        for (const auto count : counts(*source, step, 400)) {
            for (int k = 0; k < count; ++k) {
                packets[step > 400 ? 1 : 0].add(static_cast<double>(step) * 0.1);
            }
        }
    }

    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(packets[i].n, 400 * 25);
        EXPECT_NEAR(packets[i].mean(), stimulus.lists["pulse_times"][i], 4 * 3 / std::sqrt(1e4));
        EXPECT_NEAR(std::sqrt(packets[i].variance()), 3, 4 * 3 / std::sqrt(2e4));
    }
}

TEST(PulsepacketGenerator, SharedPacketsAreTheSame) {
    auto description = with_stimulus("pulsepacket_generator", 5);
    auto& stimulus = description.stimuli[0];
    stimulus.lists["pulse_times"] = {5};
    stimulus.numbers = {{"activity", 30.0}, {"sdev", 1.0}};
    stimulus.shared = true;
    const auto source = whole(description);

    int spikes = 0;
    for (std::int64_t step = 1; step <= 100; ++step) {
        const auto all = counts(*source, step, 5);
        EXPECT_EQ(std::ranges::count(all, all[0]), 5);
        spikes += all[0];
    }

    EXPECT_EQ(spikes, 30);
}

}  // namespace
}  // namespace spike_source_test
}  // namespace callosum
