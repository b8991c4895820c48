#include <gtest/gtest.h>
#include <sched.h>

#include "engine/base/error.hpp"
#include "tests/support/small_networks.hpp"

namespace callosum::test {
namespace run_until_test {
namespace {

Description network() {
    Description description;
    description.duration_ms = 60;
    description.populations = {neurons("a", 50)};
    description.projections = {
        projection(0, 0, rule(RuleKind::fixed_indegree, 3), Distribution::constant(50))};
    auto drive = stimulus("poisson_generator", 0);
    drive.values["rate"] = Distribution::constant(9000);
    drive.weight = Distribution::constant(60);
    description.stimuli = {drive};
    return complete(description);
}

struct RunUntil : testing::Test {
    const std::unique_ptr<Communicator> solo = make_solo_communicator();
    const Description description = network();
};

TEST_F(RunUntil, RefusesToGoBackOrBeyondTheEnd) {
    RankSimulation simulation(description, *solo, {});
    simulation.run_until(100);

    EXPECT_THROW(simulation.run_until(99), LimitError);
    EXPECT_THROW(simulation.run_until(601), LimitError);
    EXPECT_EQ(simulation.step(), 100);
    simulation.run_until(100);
    EXPECT_EQ(simulation.run().spike_digest,
              RankSimulation(description, *solo, {}).run().spike_digest);
}

TEST_F(RunUntil, RunsOnce) {
    RankSimulation simulation(description, *solo, {});
    const auto first = simulation.run();

    const auto again = simulation.run();  // nothing is left

    EXPECT_EQ(again.spike_digest, first.spike_digest);
    EXPECT_EQ(again.spikes, first.spikes);
}

TEST_F(RunUntil, RefusesACallFromWithinAPiece) {
    RunOptions options;
    RankSimulation* running = nullptr;
    bool refused = false;
    options.at_epoch = [&](std::int64_t) {
        try {
            running->run_until(600);
        } catch (const LimitError& error) {
            refused = std::string(error.what()).find("under way") != std::string::npos;
        }
    };
    RankSimulation simulation(description, *solo, options);
    running = &simulation;

    (void)simulation.run();

    EXPECT_TRUE(refused);
}

TEST_F(RunUntil, RefusesToGoOnAfterAnError) {
    RunOptions options;
    options.threads = 2;
    options.at_epoch = [](std::int64_t step) {
        if (step > 100) { throw std::runtime_error("planted"); }
    };
    RankSimulation simulation(description, *solo, options);

    EXPECT_THROW(simulation.run_until(600), std::runtime_error);
    EXPECT_THROW(simulation.run_until(600), LimitError);
}

TEST_F(RunUntil, StatesRatesOfThePartThatHasRun) {
    RankSimulation simulation(description, *solo, {});
    simulation.run_until(300);

    const auto half = simulation.result();

    const auto& population = half.populations[0];
    EXPECT_GT(population.spikes, 0U);
    EXPECT_DOUBLE_EQ(population.rate_hz, static_cast<double>(population.spikes) / 50 / 0.03);
}

TEST_F(RunUntil, LeavesTheCallerWhereItCouldRunBefore) {
    cpu_set_t before;
    ASSERT_EQ(sched_getaffinity(0, sizeof(before), &before), 0);

    RankSimulation simulation(description, *solo, {});
    (void)simulation.run();

    cpu_set_t after;
    ASSERT_EQ(sched_getaffinity(0, sizeof(after), &after), 0);
    EXPECT_NE(CPU_EQUAL(&before, &after), 0);
}

}  // namespace
}  // namespace run_until_test
}  // namespace callosum::test
