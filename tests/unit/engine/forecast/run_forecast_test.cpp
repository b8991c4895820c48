#include "engine/forecast/run_forecast.hpp"

#include <gtest/gtest.h>

#include "tests/support/small_networks.hpp"

namespace callosum::test {
namespace {

/// Two populations, static and plastic synapses.
Description small() {
    Description description;
    description.warmup_ms = 100;
    description.duration_ms = 900;
    description.populations = {neurons("a", 640), neurons("b", 320)};
    description.populations[1].mean_rate = 4;
    description.projections = {
        projection(0, 0, rule(RuleKind::fixed_indegree, 100), Distribution::constant(10.0),
                   Distribution::constant(0.5)),
        projection(1, 0, rule(RuleKind::fixed_indegree, 50), Distribution::constant(10.0),
                   Distribution::constant(1.0))};
    description.projections[1].synapse_model = "stdp_synapse";
    description.stimuli = {stimulus("poisson_generator", 0)};
    description.spikes = {{1, {{0, 100}}, 500}};
    return complete(description);
}

RunForecast planned(const Description& description, int ranks, int threads) {
    return make_run_plan({description, ranks, threads, ranks, expected_rates(description), 1e6});
}

TEST(Plan, CountsWhatTheDescriptionSays) {
    const auto plan = planned(small(), 4, 2);

    EXPECT_EQ(plan.neurons, 960);
    EXPECT_DOUBLE_EQ(plan.synapses, 640 * 150);
    EXPECT_EQ(plan.rates, (std::vector<double>{usual_rate, 4}));
    EXPECT_NEAR(plan.cut, 0.75, 1e-12);
    // 20 grains of b on 8 threads: some have 3, the mean is 2.5.
    EXPECT_DOUBLE_EQ(plan.neuron_balance, (80 + 48) / 120.0);
    EXPECT_NEAR(plan.synapse_balance, 1, 1e-12);
    EXPECT_DOUBLE_EQ(plan.window_ms, 0.5);
    EXPECT_DOUBLE_EQ(plan.parcels_per_window, 3);
    EXPECT_DOUBLE_EQ(plan.spike_file_bytes, 16 * 100 * 4 * 0.5);
    EXPECT_EQ(plan.memory.program, 1e6);
}

TEST(Plan, TrafficIsThatOfTheHalo) {
    const auto plan = planned(small(), 2, 1);

    // 320 targets draw 100 sources each of 640: all are heard, half of them are elsewhere.
    EXPECT_NEAR(plan.memory.halo, 320 + 160, 0.01);
    EXPECT_NEAR(plan.copies_per_window, (320 * usual_rate + 160 * 4) * 0.5e-3, 1e-4);
    EXPECT_NEAR(plan.bytes_per_window, 4 * (plan.copies_per_window + 5), 1e-9);
}

TEST(Plan, MeasuresWhatTheNetworkHas) {
    const auto plan = planned(small(), 1, 1);
    const auto& calibration = plan.calibration;
    const auto table = static_cast<std::size_t>(SynapseFormat::table);
    const auto plastic = static_cast<std::size_t>(SynapseFormat::plastic);

    for (const double ns : calibration.neuron_step_ns) {
        EXPECT_GT(ns, 0.01);
        EXPECT_LT(ns, 10000);
    }
    for (const auto f : {table, plastic}) {
        EXPECT_GT(calibration.event_ns[f], 0.01);
        EXPECT_GT(calibration.built_per_second[f], 1e3);
    }
    EXPECT_EQ(calibration.measured_on[plastic], small().projections[1].name);
    EXPECT_TRUE(calibration.measured_on[static_cast<std::size_t>(SynapseFormat::exact)].empty());
    const double update =
        (640 * calibration.neuron_step_ns[0] + 320 * calibration.neuron_step_ns[1]) * 10000 * 1e-9;
    EXPECT_NEAR(plan.update_seconds, update, 1e-9 * update);
    const double deliver = (64000 * usual_rate * calibration.event_ns[table] +
                            32000 * 4 * calibration.event_ns[plastic]) *
                           1e-9;
    EXPECT_NEAR(plan.deliver_seconds, deliver, 1e-9 * deliver);
}

TEST(Plan, MoreNodesWhereOneDoesNotHold) {
    auto description = small();
    for (auto& population : description.populations) { population.size = 50'000'000; }
    for (auto& one : description.projections) {
        one.source_slice = one.target_slice = {0, 50'000'000};
        one.rule.degree = 10'000;
    }
    description.populations[1].first_gid = 50'000'000;
    description.stimuli[0].target_slice = {0, 50'000'000};

    const auto plan = planned(description, 2048, 2);

    EXPECT_GT(plan.min_nodes, 1);
    EXPECT_NEAR(plan.min_nodes, plan.mean_rank_bytes * 2048 / (0.9 * plan.available_bytes), 1);
}

}  // namespace
}  // namespace callosum::test
