#include <cmath>

#include <gtest/gtest.h>

#include "network/describe/check_and_number.hpp"

namespace callosum {
namespace {

Population population(const std::string& name, std::uint64_t size, std::optional<double> rate) {
    Population made;
    made.name = name;
    made.size = size;
    made.model = "iaf_psc_exp";
    made.mean_rate = rate;
    made.params["tau_syn_ex"] = Distribution::constant(0.5);
    made.params["tau_syn_in"] = Distribution::constant(0.25);
    return made;
}

Projection projection(const Description& description, std::size_t source, std::size_t target,
                      Rule rule, double weight) {
    Projection made;
    made.name = std::to_string(description.projections.size());
    made.source = source;
    made.target = target;
    made.source_slice = {0, description.populations[source].size};
    made.target_slice = {0, description.populations[target].size};
    made.rule = std::move(rule);
    made.weight = Distribution::constant(weight);
    return made;
}

Rule rule(RuleKind kind, std::uint64_t degree, double p = 0) {
    Rule made;
    made.kind = kind;
    made.degree = degree;
    made.p = p;
    return made;
}

/// Two populations like those of the cortical microcircuit, with Poisson background.
Description two_populations() {
    Description made;
    made.duration_ms = 10;
    made.populations = {population("E", 1001, 2.0), population("I", 250, 5.0)};
    made.projections = {
        projection(made, 0, 0, rule(RuleKind::fixed_total_number, 100100), 88),  // K = 100
        projection(made, 1, 0, rule(RuleKind::fixed_indegree, 25), -352)};
    Stimulus background;
    background.name = "background";
    background.model = "poisson_generator";
    background.target = 0;
    background.target_slice = {0, 1001};
    background.values["rate"] = Distribution::constant(12800);
    background.weight = Distribution::constant(88);
    background.delay_ms = 1.5;
    made.stimuli = {background};
    made.spikes = {{0, {{0, 1001}}}};
    return made;
}

double dc_of(const Description& description, std::size_t index) {
    const auto& params = description.populations[index].params;
    const auto found = params.find("I_e");
    return found == params.end() ? 0 : std::get<Distribution>(found->second).a;
}

TEST(Scale, ShrinksSizesDegreesAndWeights) {
    auto d = two_populations();

    ASSERT_TRUE(apply_scale(d, {0.1, 0.25}).empty());

    EXPECT_EQ(d.populations[0].size, 100U);  // round(100.1)
    EXPECT_EQ(d.populations[1].size, 25U);
    EXPECT_EQ(d.projections[0].rule.degree, 2503U);  // round(100100 * 0.025 = 2502.5)
    EXPECT_EQ(d.projections[1].rule.degree, 6U);     // round(6.25)
    EXPECT_EQ(d.projections[0].source_slice, (Slice{0, 100}));
    EXPECT_EQ(d.projections[1].weight, Distribution::constant(-704));
    EXPECT_EQ(std::get<Distribution>(d.stimuli[0].values.at("rate")).a, 3200);
    EXPECT_EQ(std::get<Distribution>(d.stimuli[0].weight).a, 176);
    EXPECT_EQ(d.spikes[0].neurons, (Selection{{0, 100}}));
}

TEST(Scale, RestoresTheMeanInputByHandComputedCurrent) {
    auto d = two_populations();
    d.populations[0].params["I_e"] = Distribution::constant(10);

    ASSERT_TRUE(apply_scale(d, {0.1, 0.25}).empty());

    // 0.001 (1 - 0.5) [0.5 * 88 * 100 * 2 - 0.25 * 352 * 25 * 5 + 0.5 * 88 * 12800]
    //   = 0.0005 (8800 - 11000 + 563200) = 280.5; equal up to rounding of a few sums.
    EXPECT_NEAR(dc_of(d, 0), 10 + 280.5, 1e-10);
    EXPECT_EQ(dc_of(d, 1), 0) << "it has no input";
}

TEST(Scale, UsesTheChargeOfTheModel) {
    auto alpha = two_populations();
    alpha.populations[0].model = "iaf_psc_alpha";
    alpha.projections.resize(1);
    alpha.stimuli.clear();
    auto delta = alpha;
    delta.populations[0].model = "iaf_psc_delta";
    delta.populations[0].params = {{"C_m", Distribution::constant(200)}};

    ASSERT_TRUE(apply_scale(alpha, {1, 0.25}).empty());
    ASSERT_TRUE(apply_scale(delta, {1, 0.25}).empty());

    EXPECT_NEAR(dc_of(alpha, 0), 0.0005 * 8800 * std::exp(1.0), 1e-10);
    EXPECT_NEAR(dc_of(delta, 0), 0.0005 * 200 * 88 * 100 * 2, 1e-9);
}

/// What one population lacks that hears 100 sources at 2 spikes/s through weights of 1, with k = 0.25.
double lost(const std::string& model, std::map<std::string, Values> params, double weight = 1,
            std::optional<std::size_t> receptor = std::nullopt) {
    auto d = two_populations();
    d.projections = {projection(d, 0, 1, rule(RuleKind::fixed_indegree, 100), weight)};
    d.projections[0].receptor = receptor;
    d.stimuli.clear();
    d.populations[1].model = model;
    d.populations[1].params = std::move(params);
    d.populations[1].lists["tau_syn"] = {3, 5};
    EXPECT_TRUE(apply_scale(d, {1, 0.25}).empty()) << model;
    for (const char* name : {"I_e", "i_offset"}) {
        const auto found = d.populations[1].params.find(name);
        if (found != d.populations[1].params.end()) {
            return std::get<Distribution>(found->second).a;
        }
    }
    return 0;
}

TEST(Scale, UsesTheChargeOfEachReceptor) {
    // 0.001 (1 - 0.5) 100 2 charge = 0.1 charge
    EXPECT_NEAR(lost("aeif_psc_exp", {}, -1), -0.1 * 2, 1e-12);  // tau_syn_in
    EXPECT_NEAR(lost("iaf_psc_exp_multisynapse", {}, 1, 1), 0.1 * 5, 1e-12);
    EXPECT_NEAR(lost("glif_psc", {}, -1, 0), -0.1 * std::exp(1.0) * 3, 1e-12);
    EXPECT_NEAR(lost("lif_curr_exp", {{"inh_decay", Distribution::constant(0.75)}}, -1),
                -0.1 * 0.1 / 0.25, 1e-12);
    EXPECT_EQ(lost("ignore_and_fire", {}), 0) << "its input has no effect";
    EXPECT_EQ(lost("poisson_process", {}), 0);
    EXPECT_EQ(lost("parrot_neuron", {}, 1, 1), 0) << "it drops what arrives at this port";
}

TEST(Scale, RefusesMeansThatNoConstantInputRestores) {
    for (const char* model : {"iaf_cond_exp", "hh_cond_exp_traub", "parrot_neuron", "loihi2_lif"}) {
        auto d = two_populations();
        d.populations[0].model = model;
        d.populations[0].params.clear();
        auto silent = d;
        silent.populations[1].mean_rate.reset();

        const auto problems = apply_scale(d, {1, 0.25});

        ASSERT_EQ(problems.size(), 1U) << model;
        EXPECT_EQ(problems[0].where, "populations.E");
        EXPECT_NE(problems[0].what.find(model), std::string::npos);
        EXPECT_NE(problems[0].what.find("mean_rate"), std::string::npos);
        EXPECT_TRUE(apply_scale(silent, {1, 0.25}).empty()) << "nothing is asked for";
    }
    auto drawn = two_populations();
    drawn.populations[0].model = "lif_curr_exp";
    drawn.populations[0].params = {
        {"exc_decay", Distribution{Distribution::Kind::uniform, 0.1, 0.9}}};
    EXPECT_EQ(apply_scale(drawn, {1, 0.25}).size(), 1U);
}

TEST(Scale, LeavesBackgroundOfConductancesAloneWhereNoRateIsStated) {
    auto d = two_populations();
    d.projections.clear();
    for (auto& population : d.populations) {
        population = ::callosum::population(population.name, population.size, std::nullopt);
        population.model = "iaf_cond_exp";
        population.params.clear();
    }
    EXPECT_TRUE(apply_scale(d, {1, 0.25}).empty());
    EXPECT_TRUE(d.populations[0].params.empty());
}

TEST(Scale, MakesUpForWeightsAloneWhereOneSynapseStaysOne) {
    auto d = two_populations();
    d.populations[1].size = 1001;
    d.projections = {projection(d, 0, 1, rule(RuleKind::one_to_one, 0), 88)};
    ASSERT_TRUE(apply_scale(d, {1, 0.25}).empty());
    // The weight has doubled: 0.001 (1 - 2) 0.5 88 2.
    EXPECT_NEAR(dc_of(d, 1), -0.088, 1e-12);
}

TEST(Scale, AddsNoCurrentWhereASourceStatesNoRate) {
    auto d = two_populations();
    d.populations[1].mean_rate.reset();

    ASSERT_TRUE(apply_scale(d, {1, 0.5}).empty());

    EXPECT_EQ(dc_of(d, 0), 0);
}

TEST(Scale, ShiftsADistributedCurrentWithItsBounds) {
    auto d = two_populations();
    Distribution drawn{Distribution::Kind::normal, 5, 1};
    drawn.min = 3;
    d.populations[0].params["I_e"] = drawn;

    ASSERT_TRUE(apply_scale(d, {1, 0.25}).empty());

    const auto shifted = std::get<Distribution>(d.populations[0].params["I_e"]);
    EXPECT_NEAR(shifted.a, 285.5, 1e-10);
    EXPECT_NEAR(shifted.min, 283.5, 1e-10);
    EXPECT_EQ(shifted.b, 1);
}

TEST(Scale, CompensatesPartsOfAPopulationNeuronByNeuron) {
    auto d = two_populations();
    d.projections.clear();
    d.stimuli[0].target_slice = {0, 500};

    ASSERT_TRUE(apply_scale(d, {1, 0.25}).empty());

    const auto& listed = std::get<std::vector<double>>(d.populations[0].params["I_e"]);
    ASSERT_EQ(listed.size(), 1001U);
    EXPECT_NEAR(listed[499], 281.6, 1e-10);
    EXPECT_EQ(listed[500], 0);
}

TEST(Scale, ScalesProbabilitiesAndOutdegrees) {
    auto d = two_populations();
    d.projections = {projection(d, 0, 1, rule(RuleKind::pairwise_bernoulli, 0, 0.1), 1),
                     projection(d, 0, 1, rule(RuleKind::pairwise_poisson, 0, 0.8), 1),
                     projection(d, 0, 1, rule(RuleKind::fixed_outdegree, 40), 1)};

    ASSERT_TRUE(apply_scale(d, {0.2, 0.5}).empty());

    EXPECT_NEAR(d.projections[0].rule.p, 0.25, 1e-15);
    EXPECT_NEAR(d.projections[1].rule.p, 2.0, 1e-15);
    EXPECT_EQ(d.projections[2].rule.degree, 20U);
}

TEST(Scale, ScalesTheBoundsOfPlasticWeightsAsTheWeights) {
    auto description = two_populations();
    auto& own = description.projections[1];
    own.synapse_model = "vogels_sprekeler_synapse";
    own.synapse_params = {{"Wmax", -1000}, {"eta", 3}, {"weight_limit", 2000}};
    (void)apply_scale(description, {1, 0.25});

    EXPECT_EQ(description.projections[1].weight.a, -704);
    EXPECT_EQ(own.synapse_params.at("Wmax"), -2000);
    EXPECT_EQ(own.synapse_params.at("weight_limit"), 4000);
    EXPECT_EQ(own.synapse_params.at("eta"), 3);
}

TEST(Scale, ScalesABoundThatIsNotStated) {
    auto description = two_populations();
    description.projections[0].synapse_model = "stdp_synapse";
    description.projections[0].weight = Distribution::constant(50);
    (void)apply_scale(description, {1, 0.25});

    EXPECT_EQ(description.projections[0].synapse_params.at("Wmax"), 200);
}

TEST(Scale, LeavesWeightsAndBoundsAloneWhereTheTargetCountsSpikes) {
    auto description = two_populations();
    description.populations[0].model = "parrot_neuron";
    description.populations[0].params.clear();
    auto& own = description.projections[1];
    own.synapse_model = "vogels_sprekeler_synapse";
    own.synapse_params = {{"Wmax", -1000}};
    (void)apply_scale(description, {1, 0.25});

    EXPECT_EQ(own.weight.a, -352);
    EXPECT_EQ(own.synapse_params.at("Wmax"), -1000);
}

TEST(Scale, RefusesWhatCannotBeScaled) {
    auto d = two_populations();
    d.projections = {projection(d, 0, 1, rule(RuleKind::pairwise_bernoulli, 0, 0.5), 1),
                     projection(d, 0, 1, rule(RuleKind::all_to_all, 0), 1),
                     projection(d, 0, 1, rule(RuleKind::explicit_list, 0), 1)};
    d.populations[0].initial["V_m"] = std::vector<double>(1001, -60.0);

    const auto problems = apply_scale(d, {0.1, 0.5});

    ASSERT_EQ(problems.size(), 4U);
    EXPECT_EQ(problems[0].where, "populations.E.initial.V_m");
    EXPECT_EQ(problems[1].where, "projections[0].rule.p");
    EXPECT_EQ(problems[2].where, "projections[1].rule");
    EXPECT_EQ(problems[3].where, "projections[2].rule");
}

TEST(Scale, LeavesEverythingAloneAtOne) {
    auto d = two_populations();

    ASSERT_TRUE(apply_scale(d, {1, 1}).empty());

    EXPECT_EQ(d.projections[0].rule.degree, 100100U);
    EXPECT_EQ(d.populations[0].params.count("I_e"), 0U);
}

TEST(Scale, RefusesFactorsThatAreNotPositive) {
    auto d = two_populations();

    EXPECT_EQ(apply_scale(d, {0, -1}).size(), 2U);
    EXPECT_EQ(apply_scale(d, {std::nan(""), 1}).size(), 1U);
}

/// A sheet of 1000 x 1000 um^2 whose neurons connect to neighbours.
Description sheet() {
    Description made;
    made.duration_ms = 10;
    made.populations = {population("E", 1000, std::nullopt)};
    Positions positions;
    positions.extent = {2, {0, 0, 0}, {1000, 1000, 0}, true};
    made.populations[0].positions = positions;
    Rule near = rule(RuleKind::pairwise_bernoulli, 0, 1);
    near.space.emplace();
    near.space->kernel = Expression("0.4*exp(-x/50)");
    near.space->passes = 2;
    made.projections = {projection(made, 0, 0, near, 10)};
    return made;
}

TEST(Scale, OfAnExtentKeepsTheDensityAndTheRules) {
    Description description = sheet();
    ASSERT_TRUE(apply_scale(description, {1, 1, 2}).empty());
    EXPECT_EQ(description.populations[0].size, 4000U);
    EXPECT_EQ(description.populations[0].positions->extent.size[1], 2000);
    EXPECT_EQ(description.populations[0].positions->extent.low[1], -500);
    EXPECT_EQ(description.projections[0].source_slice, (Slice{0, 4000}));
    EXPECT_EQ(description.projections[0].rule.p, 1);
    EXPECT_EQ(description.projections[0].rule.space->passes, 2U);
}

TEST(Scale, SpreadsProbabilitiesByPlaceOverMorePasses) {
    Description description = sheet();
    ASSERT_TRUE(apply_scale(description, {0.1, 0.6, 1}).empty());
    const Rule& scaled = description.projections[0].rule;
    // 6 times 0.4 in two passes is 0.8 in six.
    EXPECT_EQ(scaled.space->passes, 6U);
    EXPECT_NEAR(scaled.p, 2, 1e-12);
    EXPECT_TRUE(check_and_number(description).empty());
}

TEST(Scale, OfPlacesThatAreListedIsRefused) {
    Description description = sheet();
    description.populations[0].positions->kind = Placement::grid;
    EXPECT_EQ(apply_scale(description, {0.5, 1, 1}).size(), 1U);
}

}  // namespace
}  // namespace callosum
