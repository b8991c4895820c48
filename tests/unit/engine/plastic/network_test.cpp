#include <algorithm>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "network/describe/plasticity.hpp"
#include "tests/support/plastic_rules.hpp"
#include "tests/support/small_networks.hpp"

// Plastic synapses in whole runs: threads against the plain run, spikes and weights bit for bit.
namespace callosum::test {
namespace network_test {
namespace {

Stimulus noise(std::size_t target, double rate, double weight) {
    Stimulus made = stimulus("poisson_generator", target);
    made.values["rate"] = Distribution::constant(rate);
    made.weight = Distribution::constant(weight);
    return made;
}

Projection plastic(const PlasticCase& of, std::size_t source, std::size_t target, Rule how) {
    auto made = projection(source, target, std::move(how), of.weight,
                           {Distribution::Kind::uniform, 0.5, 3});
    set_rule(made, of);
    return made;
}

/// Neurons that spike by noise and by each other; weights that change what they do.
Description recurrent(const PlasticCase& of) {
    Description made;
    made.seed = 5;
    made.duration_ms = 90;
    made.populations = {
        neurons("E", 83, "iaf_psc_exp",
                {{"tau_minus", Distribution::constant(25)}, {"C_m", Distribution::constant(200)}}),
        neurons("P", 21, "parrot_neuron")};
    made.projections = {plastic(of, 0, 0, rule(RuleKind::fixed_indegree, 12)),
                        plastic(of, 1, 0, rule(RuleKind::fixed_outdegree, 30)),
                        projection(0, 0, rule(RuleKind::fixed_indegree, 5),
                                   {Distribution::Kind::normal, -100, 10})};
    made.projections[1].dendritic_fraction = 0.4;
    made.stimuli = {noise(0, 12000, 60), noise(1, 60, 1)};
    return made;
}

/// Parrots onto parrots that spike several times in a step.
Description echoes(const PlasticCase& of) {
    Description made;
    made.duration_ms = 25;
    made.populations = {neurons("A", 40, "parrot_neuron"), neurons("B", 50, "parrot_neuron")};
    made.projections = {plastic(of, 0, 1, rule(RuleKind::fixed_indegree, 9))};
    made.projections[0].receptor = 1;
    made.stimuli = {noise(0, 2500, 1), noise(1, 2500, 1)};
    return made;
}

class PlasticNetwork : public testing::TestWithParam<PlasticCase> {};

void expect_equal(Description description) {
    for (const auto precision : {Precision::double_, Precision::single}) {
        description.precision = precision;
        const auto checked = complete(description);
        const Ran plain = simulate_plainly(checked);
        EXPECT_GT(plain.result.spikes, 100U);
        EXPECT_NE(plain.result.weight_digest, 0U);
        for (const int threads : {1, 3}) {
            SCOPED_TRACE(std::to_string(threads) + " threads");
            const Ran fast = simulate(checked, threads);
            EXPECT_EQ(fast.result.spike_digest, plain.result.spike_digest);
            EXPECT_EQ(fast.result.weight_digest, plain.result.weight_digest);
            EXPECT_EQ(fast.result.synapses, plain.result.synapses);
        }
    }
}

TEST_P(PlasticNetwork, RunsAsThePlainRun) { expect_equal(recurrent(GetParam())); }

TEST_P(PlasticNetwork, RunsAsThePlainRunWhereNeuronsSpikeTwiceInAStep) {
    expect_equal(echoes(GetParam()));
}

TEST_P(PlasticNetwork, ScalesWeightsAsThePlainRun) {
    auto description = recurrent(GetParam());
    description.duration_ms = 80;
    if (!takes_scaling(description.projections[0])) { return; }
    const auto unscaled = simulate(complete(description)).result.weight_digest;
    for (const auto precision : {Precision::double_, Precision::single}) {
        const auto tau_ms = precision == Precision::single ? std::optional(40.0) : std::nullopt;
        description.populations[0].homeostasis = {30, 7.3, 0.3, tau_ms};
        description.precision = precision;
        const auto checked = complete(description);
        const auto plain = simulate_plainly(checked).result;
        const auto fast = simulate(checked, 2).result;
        EXPECT_NE(plain.weight_digest, unscaled);
        EXPECT_EQ(fast.spike_digest, plain.spike_digest);
        EXPECT_EQ(fast.weight_digest, plain.weight_digest);
    }
}

INSTANTIATE_TEST_SUITE_P(Registry, PlasticNetwork, testing::ValuesIn(plastic_cases()),
                         [](const auto& each) { return each.param.label; });

const PlasticCase additive{"additive", "stdp_synapse", {{"lambda", 0.1}, {"mu_plus", 0}}};

TEST(PlasticRun, DependsOnItsWeights) {
    auto description = recurrent(additive);
    const auto digest = simulate(complete(description)).result.spike_digest;
    description.projections[0].synapse_params["lambda"] = 0;

    EXPECT_NE(simulate(complete(description)).result.spike_digest, digest);
}

TEST(PlasticRun, AWarmUpChangesNothing) {
    auto description = recurrent(additive);
    const auto whole = simulate(complete(description)).result;
    description.warmup_ms = 50.3;
    description.duration_ms -= 50.3;
    const auto parted = simulate(complete(description), 2).result;

    EXPECT_EQ(parted.spike_digest, whole.spike_digest);
    EXPECT_EQ(parted.weight_digest, whole.weight_digest);
}

TEST(PlasticRun, AgreesForSlicesOfPopulations) {
    auto description = recurrent(additive);
    description.projections[0].source_slice = {10, 70};
    description.projections[0].target_slice = {33, 50};
    description.projections[1].target_slice = {82, 83};

    expect_equal(description);
}

TEST(PlasticRun, AgreesForAListOfSynapsesThatRepeatPairs) {
    auto description = recurrent(additive);
    std::vector<Edge> edges;
    for (std::uint64_t i = 0; i < 300; ++i) {
        edges.push_back({i * 7 % 83, i * i % 11, 20 + static_cast<double>(i % 50),
                         0.5 + 0.1 * static_cast<double>(i % 4)});
    }
    description.projections[0].rule = listed(std::move(edges), 100);

    expect_equal(description);
}

TEST(PlasticRun, AgreesWhereTheWindowIsOneStep) {
    auto description = recurrent(additive);
    for (auto& own : description.projections) {
        own.delay = {Distribution::Kind::uniform, 0.1, 25};
        own.dendritic_fraction = 1;
    }

    expect_equal(description);
}

TEST(PlasticRun, StatesMeanSpreadAndRangeOfTheWeights) {
    Description description;
    description.duration_ms = 1;
    description.populations = {neurons("A", 4, "parrot_neuron"), neurons("B", 1, "iaf_psc_exp")};
    description.projections = {
        projection(0, 1, listed({{0, 0, -1, 1}, {1, 0, -2, 1}, {2, 0, -3, 1}, {3, 0, -6, 1}}, 4),
                   Distribution::constant(-1))};
    description.projections[0].synapse_model = "stdp_synapse";
    description.projections[0].synapse_params = {{"Wmax", -10}};

    const auto result = simulate(complete(description), 2).result.projections.at(0);

    EXPECT_TRUE(result.plastic);
    EXPECT_EQ(result.synapses, 4U);
    EXPECT_NEAR(result.weight_mean, -3, 1e-8);  // 2^-31 of Wmax
    EXPECT_NEAR(result.weight_sd, std::sqrt(3.5), 1e-8);
    EXPECT_EQ(result.weight_min, -6);
    EXPECT_EQ(result.weight_max, -1);
}

/// A power-law rule without a bound, under pairs that raise it.
Description growing(double weight_limit) {
    Description made;
    made.duration_ms = 1000;
    made.populations = {neurons("A", 3, "parrot_neuron"), neurons("B", 20, "parrot_neuron")};
    auto own = projection(0, 1, rule(RuleKind::all_to_all), Distribution::constant(10));
    own.name = "growing";
    own.receptor = 1;
    own.synapse_model = "stdp_pl_synapse_hom";
    own.synapse_params = {{"alpha", 0}, {"lambda", 1}};
    if (weight_limit > 0) { own.synapse_params["weight_limit"] = weight_limit; }
    made.projections = {own};
    made.stimuli = {noise(0, 40, 1), noise(1, 40, 1)};
    return complete(made);
}

TEST(PlasticRun, EndsWhereAWeightGrowsBeyondItsLimit) {
    for (const int threads : {1, 3}) {
        for (const double limit : {0.0, 25.0}) {
            try {
                (void)simulate(growing(limit), threads);
                FAIL() << "grew without a limit";
            } catch (const LimitError& error) {
                const std::string text = error.what();
                EXPECT_NE(text.find("projection 'growing': a weight onto neuron "),
                          std::string::npos)
                    << text;
                EXPECT_NE(text.find(" of population 'B' has grown to "), std::string::npos);
                const std::string stated = limit > 0 ? "the limit is 25.0" : "the limit is 160.0";
                EXPECT_NE(text.find(stated), std::string::npos) << text;
                EXPECT_NE(text.find("state a larger \"weight_limit\""), std::string::npos);
            }
        }
    }
}

TEST(PlasticRun, GoesOnUpToItsLimit) {
    const auto result = simulate(growing(1e6)).result.projections.at(0);

    EXPECT_GT(result.weight_max, 160);
    EXPECT_LT(result.weight_max, 1e6);
}

}  // namespace
}  // namespace network_test
}  // namespace callosum::test
