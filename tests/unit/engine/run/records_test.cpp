#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "tests/support/small_networks.hpp"

// What a run hands to the sinks of spikes and traces.
namespace callosum::test {
namespace records_test {
namespace {

Description network() {
    Description description;
    description.duration_ms = 70;
    description.populations = {neurons("a", 50), neurons("b", 40)};
    for (const std::size_t target : {0U, 1U}) {
        Stimulus noise = stimulus("poisson_generator", target);
        noise.values["rate"] = Distribution::constant(20000);
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

struct Counts final : RateSink {
    std::map<std::size_t, std::uint64_t> neurons;
    std::map<std::size_t, std::map<std::int64_t, std::uint64_t>> bins;  ///< by recording, last step
    void open(std::size_t recording, std::uint64_t n) override { neurons[recording] = n; }
    void write(std::size_t recording, std::int64_t step, std::uint64_t count) override {
        bins[recording][step] = count;
    }
};

Counts count(const Description& description, int threads) {
    const auto communicator = make_solo_communicator();
    Counts counts;
    RunOptions options;
    options.threads = threads;
    options.sinks.rates = &counts;
    RankSimulation(description, *communicator, options).run();
    return counts;
}

TEST(RateRecords, CountTheSpikesOfEachBin) {
    auto description = network();
    description.warmup_ms = 3.3;
    record_all(description);
    description.rates = {{0, 0.1}, {1, 7}, {1, 1, 10.5, 20.5}};
    // One recording for each population: the third one stands for another run.
    const auto third = description.rates.back();
    description.rates.pop_back();
    const auto spikes = simulate(complete(description)).spikes;
    const auto between = [&](std::size_t population, std::int64_t first, std::int64_t last) {
        return static_cast<std::uint64_t>(
            std::count_if(spikes.begin(), spikes.end(), [&](const Spike& spike) {
                return spike.step > first && spike.step <= last &&
                       (spike.gid >= 50) == (population == 1);
            }));
    };

    for (const int threads : {1, 2, 5}) {
        const Counts counts = count(complete(description), threads);

        EXPECT_EQ(counts.neurons.at(0), 50U);
        EXPECT_EQ(counts.neurons.at(1), 40U);
        ASSERT_EQ(counts.bins.at(0).size(), 733U);
        ASSERT_EQ(counts.bins.at(1).size(), 10U) << "the bin that is not full is left out";
        std::uint64_t sum = 0;
        for (const auto& [step, n] : counts.bins.at(0)) {
            EXPECT_EQ(n, between(0, step - 1, step));
        }
        for (const auto& [step, n] : counts.bins.at(1)) {
            EXPECT_EQ(n, between(1, step - 70, step));
            sum += n;
        }
        EXPECT_GT(sum, 50U);
    }
    description.rates = {third};
    const Counts counts = count(complete(description), 2);
    ASSERT_EQ(counts.bins.at(0).size(), 10U);
    EXPECT_EQ(counts.bins.at(0).begin()->first, 115);
    EXPECT_EQ(counts.bins.at(0).rbegin()->first, 205);
    for (const auto& [step, n] : counts.bins.at(0)) { EXPECT_EQ(n, between(1, step - 10, step)); }
}

TEST(RateRecords, ProgressTellsTheRatesSinceTheLastOne) {
    auto description = network();
    description.duration_ms = 3000;
    record_all(description);
    const auto communicator = make_solo_communicator();
    SpikeList list;
    std::vector<Progress> seen;
    RunOptions options;
    options.threads = 2;
    options.sinks.spikes = &list;
    options.progress = [&](const Progress& progress) { seen.push_back(progress); };
    options.progress_seconds = 0;

    RankSimulation(complete(description), *communicator, options).run();

    ASSERT_GT(seen.size(), 10U);
    double from_ms = 0;
    for (const auto& progress : seen) {
        ASSERT_EQ(progress.rates.size(), 2U);
        const auto count = std::count_if(list.spikes.begin(), list.spikes.end(), [&](auto& spike) {
            return spike.gid >= 50 && spike.step > description.steps(from_ms) &&
                   spike.step <= description.steps(progress.biological_ms);
        });
        const double seconds = (progress.biological_ms - from_ms) * 1e-3;
        EXPECT_NEAR(progress.rates[1].rate_hz, static_cast<double>(count) / 40 / seconds, 1e-6);
        EXPECT_EQ(progress.rates[1].population, "b");
        from_ms = progress.biological_ms;
    }
}

}  // namespace
}  // namespace records_test
}  // namespace callosum::test
