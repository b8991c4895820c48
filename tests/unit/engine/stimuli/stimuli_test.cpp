#include "engine/stimuli/stimuli.hpp"

#include <gtest/gtest.h>

#include "tests/support/small_networks.hpp"

namespace callosum::test {
namespace {

Description with(const Stimulus& stimulus) {
    Description description;
    description.duration_ms = 10;
    description.populations = {neurons("other", 10), neurons("tested", 100)};
    description.stimuli = {stimulus};
    return complete(description);
}

Stimulus poisson(double rate) {
    Stimulus made = stimulus("poisson_generator", 1);
    made.values["rate"] = Distribution::constant(rate);
    return made;
}

SpikingStimulus spiking_of(const Stimulus& stimulus) {
    auto stimuli = stimuli_of(with(stimulus), {1, 0, 100});
    return std::move(stimuli.spiking.at(0));
}

/// Currents of one neuron in steps 1 .. n.
std::vector<double> currents_of(const Stimulus& stimulus, std::int64_t n) {
    const auto stimuli = stimuli_of(with(stimulus), {1, 0, 100});
    const auto& own = stimuli.currents.at(0);
    std::vector<double> currents;
    for (std::int64_t step = 1; step <= n; ++step) {
        currents.push_back(own.active(step) ? own.source->value(0, step) : 0.0);
    }
    return currents;
}

TEST(Stimuli, EmitPoissonSpikesInStepsAfterStartUpToStop) {
    Stimulus stimulus = poisson(1000);
    stimulus.start_ms = 0.3;
    stimulus.stop_ms = 0.7;
    stimulus.delay_ms = 1.0;

    const SpikingStimulus own = spiking_of(stimulus);

    for (std::int64_t arrival = 1; arrival < 30; ++arrival) {
        EXPECT_EQ(own.active(arrival), arrival > 3 + 10 && arrival <= 7 + 10) << arrival;
    }
}

TEST(Stimuli, EmitForEverWithoutAStop) {
    const SpikingStimulus own = spiking_of(poisson(1000));

    EXPECT_FALSE(own.active(0));
    EXPECT_TRUE(own.active(1));
    EXPECT_TRUE(own.active(std::int64_t{1} << 50U));
}

TEST(Stimuli, EmitListedSpikesInTheirStepsAndCountDoubles) {
    Stimulus listed = stimulus("spike_generator", 1);
    listed.lists["spike_times"] = {0.1, 0.2, 0.5, 0.5, 0.8, 0.9};
    listed.start_ms = 0.1;  // a spike at the start is not emitted, one at the stop is
    listed.stop_ms = 0.8;
    listed.delay_ms = 0.4;

    const SpikingStimulus own = spiking_of(listed);

    std::vector<std::int32_t> arriving;
    for (std::int64_t step = 1; step <= 9; ++step) {
        arriving.push_back(own.active(step + 4) ? own.source->count(0, step) : 0);
    }
    EXPECT_EQ(arriving, (std::vector<std::int32_t>{0, 1, 0, 0, 2, 0, 0, 1, 0}));
    EXPECT_TRUE(own.active(5 + 4));
    EXPECT_FALSE(own.active(6 + 4));
}

TEST(Stimuli, LetAConstantCurrentActFromStartToStop) {
    Stimulus constant = stimulus("dc_generator", 1);
    constant.values["amplitude"] = Distribution::constant(100);
    constant.start_ms = 0.2;
    constant.stop_ms = 0.5;

    // Step k takes the state from (k - 1) dt to k dt: [0.2, 0.5) ms is steps 3, 4 and 5.
    EXPECT_EQ(currents_of(constant, 7), (std::vector<double>{0, 0, 100, 100, 100, 0, 0}));
}

TEST(Stimuli, ChangeACurrentAtItsTimes) {
    Stimulus stepped = stimulus("step_current_generator", 1);
    stepped.lists["amplitude_times"] = {0, 0.2, 0.3, 0.6};
    stepped.lists["amplitude_values"] = {7, 10, -20, 30};

    EXPECT_EQ(currents_of(stepped, 8), (std::vector<double>{7, 7, 10, -20, -20, -20, 30, 30}));

    stepped.start_ms = 0.1;
    stepped.stop_ms = 0.5;
    EXPECT_EQ(currents_of(stepped, 8), (std::vector<double>{0, 7, 10, -20, -20, 0, 0, 0}));
}

TEST(Stimuli, GiveNoCurrentBeforeTheFirstTime) {
    Stimulus stepped = stimulus("step_current_generator", 1);
    stepped.lists["amplitude_times"] = {0.2};
    stepped.lists["amplitude_values"] = {5};

    EXPECT_EQ(currents_of(stepped, 4), (std::vector<double>{0, 0, 5, 5}));
}

TEST(Stimuli, SayInWhichStepsACurrentChanges) {
    Stimulus constant = stimulus("dc_generator", 1);
    constant.start_ms = 0.4;
    constant.stop_ms = 0.6;
    const auto stimuli = stimuli_of(with(constant), {1, 0, 100});

    for (std::int64_t step = 1; step < 12; ++step) {
        EXPECT_EQ(stimuli.currents.at(0).changes(step), step == 5 || step == 7) << step;
    }
}

TEST(Stimuli, ReachTheirSliceAlone) {
    Stimulus stimulus = poisson(1000);
    stimulus.target_slice = {20, 50};
    const auto description = with(stimulus);

    const auto inside = stimuli_of(description, {1, 32, 48}).spiking.at(0);
    const auto across = stimuli_of(description, {1, 16, 32}).spiking.at(0);

    EXPECT_EQ(inside.first, 0U);
    EXPECT_EQ(inside.last, 16U);
    EXPECT_EQ(across.first, 4U);
    EXPECT_EQ(across.last, 16U);
    EXPECT_TRUE(stimuli_of(description, {1, 64, 100}).spiking.empty());
    EXPECT_TRUE(stimuli_of(description, {0, 0, 10}).spiking.empty());
}

TEST(Stimuli, GiveANeuronTheSameNumbersInEveryRange) {
    Stimulus stimulus = poisson(0);
    stimulus.values["rate"] = Distribution{Distribution::Kind::uniform, 1000, 300000};
    stimulus.weight = Distribution{Distribution::Kind::normal, 0, 2};
    const auto description = with(stimulus);

    const auto whole = stimuli_of(description, {1, 0, 100}).spiking.at(0);
    const auto part = stimuli_of(description, {1, 48, 100}).spiking.at(0);

    for (std::uint64_t i = 48; i < 100; ++i) {
        EXPECT_EQ(part.weight[i - 48], whole.weight[i]);
        EXPECT_EQ(part.source->count(i - 48, 17), whole.source->count(i, 17));
    }
    EXPECT_NE(whole.weight[0], whole.weight[1]);
}

TEST(Stimuli, TakeListsByPositionInTheirSlice) {
    Stimulus stimulus = poisson(1000);
    stimulus.target_slice = {20, 50};
    std::vector<double> weights(30);
    for (std::size_t i = 0; i < 30; ++i) { weights[i] = static_cast<double>(i) + 1; }
    stimulus.weight = weights;
    const auto description = with(stimulus);

    const auto own = stimuli_of(description, {1, 16, 40}).spiking.at(0);

    EXPECT_EQ(own.weight[20 - 16], 1);
    EXPECT_EQ(own.weight[39 - 16], 20);
}

TEST(Stimuli, DrawNeuronsStepsAndStimuliApart) {
    auto description = with(poisson(200000));
    description.stimuli.push_back(description.stimuli[0]);
    const auto stimuli = stimuli_of(description, {1, 0, 100});
    const auto series = [&](const SpikingStimulus& own, std::uint64_t neuron) {
        std::vector<std::int64_t> counts;
        for (std::int64_t step = 1; step <= 50; ++step) {
            counts.push_back(own.source->count(neuron, step));
        }
        return counts;
    };

    const auto one = series(stimuli.spiking[0], 3);

    EXPECT_EQ(one, series(stimuli.spiking[0], 3));
    EXPECT_NE(one, series(stimuli.spiking[0], 2));
    EXPECT_NE(one, series(stimuli.spiking[0], 7));
    EXPECT_NE(one, series(stimuli.spiking[1], 3));
    EXPECT_NE(std::vector<std::int64_t>(one.begin(), one.begin() + 25),
              std::vector<std::int64_t>(one.begin() + 25, one.end()));
}

TEST(Stimuli, HaveTheMeanOfTheirRateWhetherSharedOrNot) {
    // 20000 spikes/s at 0.1 ms: 2 per step.
    Stimulus each = poisson(0);
    each.values["rate"] = std::vector<double>(100, 20000);
    for (const auto& stimulus : {poisson(20000), each}) {
        const SpikingStimulus own = spiking_of(stimulus);
        double sum = 0;
        for (std::uint64_t i = 0; i < 100; ++i) {
            for (std::int64_t step = 1; step <= 500; ++step) {
                sum += static_cast<double>(own.source->count(i, step));
            }
        }

        // Five standard errors of 50000 counts.
        EXPECT_NEAR(sum / 50000, 2, 5 * std::sqrt(2.0 / 50000));
    }
}

TEST(Stimuli, SendWeightsBelowZeroToTheSecondPortUnlessOneIsNamed) {
    Stimulus stimulus = poisson(1000);
    auto description = with(stimulus);
    description.populations[1].separate_receptors = true;
    const auto by_sign = stimuli_of(description, {1, 0, 100}).spiking.at(0);
    description.stimuli[0].receptor = 0;
    const auto named = stimuli_of(description, {1, 0, 100}).spiking.at(0);

    EXPECT_EQ(by_sign.row, 0U);
    EXPECT_EQ(by_sign.row_negative, 1U);
    EXPECT_EQ(named.row, 0U);
    EXPECT_EQ(named.row_negative, 0U);
}

}  // namespace
}  // namespace callosum::test
