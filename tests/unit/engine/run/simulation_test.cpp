#include "engine/run/simulation.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "tests/unit/engine/run/networks.hpp"

// The loop with all its parts against the plain run: the same spikes, bit for bit.
namespace callosum::test {
namespace simulation_test {
namespace {

class EveryModel : public testing::TestWithParam<std::string> {};

TEST_P(EveryModel, SpikesAsInThePlainRun) {
    for (const auto precision : {Precision::double_, Precision::single}) {
        for (const auto weights : {WeightStorage::automatic, WeightStorage::exact}) {
            auto description = network(GetParam());
            description.precision = precision;
            description.weights = weights;

            expect_equal(description);
        }
    }
}

std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& model : neuron_models()) { all.emplace_back(model.name); }
    return all;
}
INSTANTIATE_TEST_SUITE_P(Registry, EveryModel, testing::ValuesIn(names()),
                         [](const auto& each) { return each.param; });

TEST(RankSimulation, AgreesWhereNeuronsDiffer) {
    auto description = network();
    auto& params = description.populations[0].params;
    params["tau_m"] = Distribution{Distribution::Kind::normal, 10, 1};
    params["t_ref"] = Distribution{Distribution::Kind::uniform, 0, 4};
    params["tau_syn_in"] = Distribution{Distribution::Kind::uniform, 1, 4};
    description.populations[0].initial["V_m"] = Distribution{Distribution::Kind::uniform, -70, -55};

    expect_equal(complete(description));
}

TEST(RankSimulation, AgreesForDelaysOfOneStepAndOfManyHundred) {
    auto description = network();
    for (auto& own : description.projections) {
        own.delay = {Distribution::Kind::uniform, 0.1, 45};
    }

    expect_equal(complete(description));
}

TEST(RankSimulation, AgreesForWindowsLongerThanARecordOfSpikes) {
    auto description = network();
    for (auto& own : description.projections) {
        own.delay = {Distribution::Kind::uniform, 30, 45};  // windows of 300 steps
    }
    description.duration_ms = 130;

    expect_equal(complete(description));
}

TEST(RankSimulation, EndsWindowsAtTheEndOfTheWarmUp) {
    for (const double warmup : {0.1, 0.5, 0.7, 12.3}) {
        auto description = network();
        description.warmup_ms = warmup;  // windows have 5 steps

        const Ran plain = expect_equal(complete(description));

        const auto after = std::count_if(
            plain.spikes.begin(), plain.spikes.end(),
            [&](const Spike& spike) { return spike.step > description.steps(warmup); });
        EXPECT_EQ(plain.result.spikes, static_cast<std::uint64_t>(after));
    }
}

TEST(RankSimulation, DoesNotDependOnWhereTheWarmUpEnds) {
    auto description = network();
    description.duration_ms = 40;
    const auto without = simulate(description).result.spike_digest;
    description.warmup_ms = 12.3;
    description.duration_ms = 27.7;

    EXPECT_EQ(simulate(description).result.spike_digest, without);
}

TEST(RankSimulation, RunsASingleStep) {
    auto description = network();
    description.duration_ms = 0.1;
    description.populations[0].initial["V_m"] = Distribution::constant(-50);

    const Ran plain = expect_equal(complete(description));

    EXPECT_GE(plain.result.spikes, 83U);
}

TEST(RankSimulation, RunsWithoutAnySynapse) {
    auto description = network();
    description.projections.clear();
    for (auto& own : description.stimuli) { own.values["rate"] = Distribution::constant(40000); }

    expect_equal(complete(description));
}

TEST(RankSimulation, RunsWherePopulationsHaveNoInputFromOthers) {
    auto description = network();
    description.projections.resize(1);  // exc to exc; inh hears nobody
    for (auto& own : description.stimuli) { own.values["rate"] = Distribution::constant(40000); }

    expect_equal(complete(description));
}

TEST(RankSimulation, RunsMoreThreadsThanThereAreNeurons) {
    Description description;
    description.duration_ms = 20;
    description.populations = {
        neurons("few", 3, "iaf_psc_exp", {{"I_e", Distribution::constant(1000)}})};
    description.projections = {
        projection(0, 0, rule(RuleKind::all_to_all), Distribution::constant(10))};
    record_all(description);

    expect_equal(complete(description));
}

TEST(RankSimulation, AgreesForEveryRule) {
    const std::vector<RuleKind> kinds{
        RuleKind::one_to_one,         RuleKind::all_to_all,
        RuleKind::fixed_indegree,     RuleKind::fixed_outdegree,
        RuleKind::fixed_total_number, RuleKind::pairwise_bernoulli,
        RuleKind::pairwise_poisson,   RuleKind::symmetric_pairwise_bernoulli};
    for (const auto kind : kinds) {
        auto description = network();
        auto& own = description.projections[0];
        own.rule = rule(kind, 7);
        own.rule.p = 0.1;
        if (kind == RuleKind::symmetric_pairwise_bernoulli) {
            own.rule.allow_autapses = own.rule.allow_multapses = false;
        }
        if (kind == RuleKind::pairwise_bernoulli) { own.rule.allow_multapses = false; }

        SCOPED_TRACE(static_cast<int>(kind));
        expect_equal(complete(description));
    }
}

TEST(RankSimulation, CountsEventsSpikesAndSynapses) {
    auto description = network();
    description.warmup_ms = 5;
    const Ran ran = simulate(complete(description), 2);

    std::uint64_t spikes = 0;
    for (const auto& own : ran.result.populations) {
        spikes += own.spikes;
        EXPECT_NEAR(own.rate_hz,
                    static_cast<double>(own.spikes) / static_cast<double>(own.size) /
                        (description.duration_ms * 1e-3),
                    1e-9);
    }
    EXPECT_EQ(ran.result.spikes, spikes);
    std::uint64_t synapses = 0;
    for (const auto& own : ran.result.projections) { synapses += own.synapses; }
    EXPECT_EQ(ran.result.synapses, synapses);
    EXPECT_EQ(synapses, 12U * 83 + 12U * 37 + 400);
    EXPECT_EQ(ran.result.exchange_window_steps, 5U);
    EXPECT_GT(ran.result.synaptic_events, 0U);
}

TEST(RankSimulation, HandsOnAnErrorOfTheCallerAndStopsAllThreads) {
    const auto description = network();
    const auto solo = make_solo_communicator();
    RunOptions options;
    options.threads = 3;
    options.at_epoch = [](std::int64_t) { throw std::runtime_error("stop here"); };
    RankSimulation simulation(description, *solo, options);

    EXPECT_THROW(simulation.run(), std::runtime_error);
}

TEST(RankSimulation, NamesTheNeuronWhoseStateIsNotFiniteAnyMore) {
    // Within the first 256 steps, and between the last look and the end.
    for (const double start : {1.0, 50.0}) {
        auto description = network();
        Stimulus strong = stimulus("dc_generator", 1);
        strong.values["amplitude"] = Distribution::constant(-1e308);
        strong.start_ms = start;
        strong.target_slice = {33, 34};
        description.stimuli.push_back(strong);
        description.populations[1].params["C_m"] = Distribution::constant(0.001);
        for (const int threads : {1, 3}) {
            try {
                (void)simulate(complete(description), threads);
                FAIL() << "the potential of neuron 33 is minus infinity";
            } catch (const LimitError& error) {
                EXPECT_NE(std::string(error.what()).find("'inh', neuron 33"), std::string::npos)
                    << error.what();
            }
        }
    }
}

}  // namespace
}  // namespace simulation_test
}  // namespace callosum::test
