#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "tests/support/small_networks.hpp"

// What a run hands to the sinks of spikes and traces.
namespace callosum::test {
namespace {

Description network() {
    Description description;
    description.duration_ms = 70;
    description.populations = {neurons("a", 50), neurons("b", 40)};
    for (const std::size_t target : {0U, 1U}) {
        Stimulus noise = stimulus(StimulusKind::poisson_generator, target);
        noise.rate = Distribution::constant(20000);
        noise.weight = Distribution::constant(70);
        description.stimuli.push_back(noise);
        description.projections.push_back(
            projection(0, target, rule(RuleKind::fixed_indegree, 5), Distribution::constant(20)));
    }
    return complete(description);
}

bool in_order_of_steps(const std::vector<Spike>& spikes) {
    return std::is_sorted(spikes.begin(), spikes.end(),
                          [](const Spike& a, const Spike& b) { return a.step < b.step; });
}

TEST(SpikeRecords, ComeInOrderOfStepsFromAnyNumberOfThreads) {
    auto description = network();
    record_all(description);
    for (const int threads : {1, 2, 4}) {
        const Ran ran = simulate(description, threads);

        EXPECT_TRUE(in_order_of_steps(ran.spikes));
        EXPECT_EQ(ran.spikes.size(), ran.result.spikes);
        EXPECT_GT(ran.spikes.size(), 100U);
    }
}

TEST(SpikeRecords, HoldTheChosenNeuronsFromAfterStartUpToStop) {
    auto description = network();
    record_all(description);
    const auto all = sorted(simulate(description).spikes);
    // From a spike to a spike, so that both ends are met.
    const auto first = all[all.size() / 4].step;
    const auto last = all[all.size() / 2].step;
    description.spikes = {{1, {{3, 20}, {25, 33}}}};
    description.spikes[0].start_ms = static_cast<double>(first) * description.dt_ms;
    description.spikes[0].stop_ms = static_cast<double>(last) * description.dt_ms;
    std::vector<Spike> expected;
    for (const auto& spike : all) {
        const auto index = spike.gid - 50;
        const bool chosen =
            spike.gid >= 50 && ((index >= 3 && index < 20) || (index >= 25 && index < 33));
        if (chosen && spike.step > first && spike.step <= last) { expected.push_back(spike); }
    }
    description = complete(description);

    for (const int threads : {1, 3}) {
        EXPECT_TRUE(sorted(simulate(description, threads).spikes) == expected);
    }
    EXPECT_TRUE(sorted(simulate_plainly(description).spikes) == expected);
    EXPECT_FALSE(expected.empty());
}

TEST(SpikeRecords, AreEmptyWhereNothingIsRecorded) {
    const Ran ran = simulate(network());

    EXPECT_TRUE(ran.spikes.empty());
    EXPECT_GT(ran.result.spikes, 0U);
}

TEST(SpikeRecords, HoldTheWarmUpToo) {
    auto description = network();
    description.warmup_ms = 30;
    record_all(description);

    const Ran ran = simulate(complete(description), 2);

    EXPECT_GT(ran.spikes.size(), ran.result.spikes);
    EXPECT_LT(ran.spikes.front().step, 300);
}

struct Samples final : TraceSink {
    std::vector<TraceLayout> layouts;
    std::map<std::size_t, std::vector<std::int64_t>> steps;
    std::map<std::size_t, std::vector<std::vector<double>>> rows;
    void open(const TraceLayout& layout) override { layouts.push_back(layout); }
    void write(std::size_t recording, std::int64_t step, std::span<const double> values) override {
        steps[recording].push_back(step);
        rows[recording].emplace_back(values.begin(), values.end());
    }
};

TraceRecording trace(std::size_t population, Selection who, double interval_ms) {
    TraceRecording made;
    made.population = population;
    made.neurons = std::move(who);
    made.variables = {"V_m", "I_syn_ex"};
    made.interval_ms = interval_ms;
    return made;
}

std::vector<std::int64_t> steps(std::int64_t first, std::int64_t last, std::int64_t every) {
    std::vector<std::int64_t> all;
    for (auto step = first; step <= last; step += every) { all.push_back(step); }
    return all;
}

TEST(TraceRecords, AreSampledAtMultiplesOfTheirIntervalAfterStart) {
    auto description = network();
    description.traces = {trace(0, {{0, 5}}, 0.1), trace(0, {{0, 5}}, 0.7),
                          trace(1, {{39, 40}}, 30), trace(1, {{0, 1}}, 1)};
    description.traces[3].start_ms = 10.5;
    description.traces[3].stop_ms = 20.5;
    description.warmup_ms = 3.3;
    description = complete(description);
    for (const int threads : {1, 3}) {
        Samples samples;

        (void)simulate(description, threads, &samples);

        EXPECT_EQ(samples.steps[0], steps(1, 733, 1));
        EXPECT_EQ(samples.steps[1], steps(7, 733, 7));
        EXPECT_EQ(samples.steps[2], steps(300, 733, 300));
        EXPECT_EQ(samples.steps[3], steps(115, 205, 10));
    }
}

TEST(TraceRecords, AreTheSameForAnyNumberOfThreads) {
    auto description = network();
    description.traces = {trace(0, {{0, 5}, {14, 18}, {47, 50}}, 0.3)};
    description = complete(description);
    Samples one, many;

    (void)simulate(description, 1, &one);
    (void)simulate(description, 4, &many);

    ASSERT_EQ(one.layouts.size(), 1U);
    const std::vector<std::uint64_t> who{0, 1, 2, 3, 4, 14, 15, 16, 17, 47, 48, 49};
    EXPECT_EQ(one.layouts[0].neurons, who);
    EXPECT_EQ(many.layouts[0].neurons, who);
    EXPECT_EQ(one.rows[0].front().size(), 2 * who.size());
    EXPECT_EQ(one.rows, many.rows);
    EXPECT_NE(one.rows[0].front(), one.rows[0].back());
}

TEST(TraceRecords, ShowTheResetPotentialInTheStepOfASpike) {
    auto description = network();
    record_all(description);
    description.traces = {trace(0, {{0, 50}}, 0.1)};
    description = complete(description);
    Samples samples;

    const Ran ran = simulate(description, 2, &samples);

    std::size_t seen = 0;
    for (const auto& spike : ran.spikes) {
        if (spike.gid >= 50) { continue; }
        // Step k is sample k - 1; V_m is the first of two variables.
        const auto& row = samples.rows[0][static_cast<std::size_t>(spike.step - 1)];
        EXPECT_EQ(row[2 * spike.gid], -70);
        ++seen;
    }
    EXPECT_GT(seen, 20U);
}

TEST(TraceRecords, StartAtTheInitialState) {
    auto description = network();
    description.stimuli.clear();
    description.projections.clear();
    description.populations[0].initial["V_m"] = Distribution::constant(-60);
    description.traces = {trace(0, {{7, 8}}, 0.1)};
    description = complete(description);
    Samples samples;

    (void)simulate(description, 1, &samples);

    // V decays to E_L = -70 with tau_m = 10 ms; rounding of a thousand products stays below 1e-11.
    for (const std::size_t k : {0U, 10U, 500U}) {
        const double t = 0.1 * static_cast<double>(k + 1);
        EXPECT_NEAR(samples.rows[0][k][0], -70 + 10 * std::exp(-t / 10), 1e-11);
    }
}

}  // namespace
}  // namespace callosum::test
