#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "network/space/displacement.hpp"
#include "network/space/places.hpp"
#include "tests/unit/network/draw/drawn.hpp"

namespace callosum::test {
namespace spatial_test {
namespace {

constexpr double side = 1000;
constexpr double beta = 60;
constexpr double radius = 300;
constexpr std::uint64_t n_sources = 1200;
constexpr std::uint64_t n_targets = 900;

Positions sheet(bool periodic) {
    Positions positions;
    positions.extent = {2, {-500, -500, 0}, {side, side, 0}, periodic};
    return positions;
}

SpatialRule exponential(double p0, std::uint32_t passes = 1) {
    SpatialRule rule;
    rule.mask.emplace();
    rule.mask->radius = radius;
    rule.kernel = Expression(number_text(p0) + "*exp(-x/" + number_text(beta) + ")");
    rule.passes = passes;
    return rule;
}

struct Case {
    const char* name;
    RuleKind kind;
    std::uint64_t degree;
    SpatialRule space;
    bool periodic = true;
    bool recurrent = false;
    bool multapses = true;
    bool grid = false;  ///< sources
};

Description description_of(const Case& one) {
    Rule rule;
    rule.kind = one.kind;
    rule.degree = one.degree;
    rule.p = 1;
    rule.space = one.space;
    rule.allow_autapses = false;
    rule.allow_multapses = one.multapses;
    Description description = one_projection(rule, n_sources, n_targets, one.recurrent);
    for (auto& population : description.populations) { population.positions = sheet(one.periodic); }
    if (one.grid) {
        description.populations[0].positions->kind = Placement::grid;
        description.populations[0].positions->shape = {40, 30, 1};
    }
    Projection& projection = description.projections[0];
    projection.delay_by_distance.emplace();
    projection.delay_by_distance->mean = Expression("0.5+x/300");
    projection.delay = {Distribution::Kind::uniform, 0.5, 0.5 + radius / 300};
    return description;
}

std::vector<Case> all_cases() {
    using enum RuleKind;
    SpatialRule directed = exponential(0.9);
    directed.kernel = Expression("exp(-0.5*(((dx-60)/50)^2+(dy/30)^2))");
    SpatialRule everywhere{std::nullopt, Expression("0.05*exp(-x/400)"), 1};
    return {
        {"Bernoulli", pairwise_bernoulli, 0, exponential(0.8)},
        {"BernoulliOpen", pairwise_bernoulli, 0, exponential(0.8), false},
        {"BernoulliRecurrent", pairwise_bernoulli, 0, exponential(1.0), true, true},
        {"BernoulliPasses", pairwise_bernoulli, 0, exponential(0.6, 3)},
        {"BernoulliDirected", pairwise_bernoulli, 0, directed, true, true},
        {"BernoulliEverywhere", pairwise_bernoulli, 0, everywhere, true, true},
        {"BernoulliGrid", pairwise_bernoulli, 0, exponential(0.8), false, false, true, true},
        {"Poisson", pairwise_poisson, 0, exponential(1.7)},
        {"Indegree", fixed_indegree, 30, exponential(1)},
        {"IndegreeDistinct", fixed_indegree, 20, exponential(1), true, true, false},
        {"IndegreeNearlyAll", fixed_indegree, 120, exponential(1), true, true, false},
        {"IndegreeGrid", fixed_indegree, 30, exponential(1), false, false, true, true},
        {"Outdegree", fixed_outdegree, 25, exponential(1)},
        {"OutdegreeDistinct", fixed_outdegree, 12, exponential(1), true, true, false},
    };
}

class SpatialRules : public testing::TestWithParam<Case> {};

TEST_P(SpatialRules, GiveTheSameNetworkForAnyPartition) {
    const Description network = description_of(GetParam());
    const std::uint64_t n = network.projections[0].target_slice.last;
    const Drawn one = drawn_in_parts(network, {{0, n}}, {{0, n_sources}});
    EXPECT_FALSE(one.empty());
    EXPECT_EQ(one, drawn_in_parts(network, {{0, 16}, {16, 272}, {272, n}}, {{0, n_sources}}));
    EXPECT_EQ(one, drawn_in_parts(network, {{0, 400}, {400, n}},
                                  {{900, 1200}, {0, 100}, {100, 128}, {128, 900}}));
}

TEST_P(SpatialRules, EmitInAnOrderThatPartitionsOnlyThinOut) {
    const Description network = description_of(GetParam());
    const Slice part{144, 256};
    Drawn expected = emitted(network, network.projections[0].target_slice, {0, n_sources});
    std::erase_if(expected, [&](const DrawnSynapse& synapse) {
        return synapse.target < part.first || synapse.target >= part.last;
    });
    EXPECT_EQ(emitted(network, part, {0, n_sources}), expected);
}

TEST_P(SpatialRules, KeepTheirBoundsTheirMaskAndTheirDelays) {
    const Description network = description_of(GetParam());
    const Case& one = GetParam();
    const Drawn drawn = whole(network);
    const ProjectionBounds limits = bounds(network, 0);
    const auto degrees = indegrees(drawn, network.projections[0].target_slice.last);
    EXPECT_LE(*std::max_element(degrees.begin(), degrees.end()), limits.max_indegree);
    // Positions add to the spread of the number.
    EXPECT_NEAR(static_cast<double>(drawn.size()), limits.expected_synapses,
                0.05 * limits.expected_synapses);
    EXPECT_FALSE(has_autapses(drawn) && one.recurrent);
    if (!one.multapses) { EXPECT_FALSE(has_multapses(drawn)); }
    const Places from(network.seed, 0, *network.populations[0].positions, n_sources);
    const std::size_t target = network.projections[0].target;
    const Places to(network.seed, target, *network.populations[target].positions,
                    network.populations[target].size);
    for (const auto& synapse : drawn) {
        const double x =
            length(displacement(from.extent(), from.at(synapse.source), to.at(synapse.target)));
        if (one.space.mask) { ASSERT_LE(x, radius); }
        ASSERT_EQ(synapse.delay, std::lround((0.5 + x / 300) / 0.1));
    }
}

INSTANTIATE_TEST_SUITE_P(All, SpatialRules, testing::ValuesIn(all_cases()),
                         [](const auto& one) { return std::string(one.param.name); });

/// Mean over the torus of p0 exp(-x / beta) within the mask.
double mean_probability(double p0) {
    return p0 * 2 * std::numbers::pi * beta * beta *
           (1 - (1 + radius / beta) * std::exp(-radius / beta)) / (side * side);
}

TEST(SpatialStatistics, IndegreesOfBernoulliAreBinomialWhateverThePlaces) {
    Case one{"", RuleKind::pairwise_bernoulli, 0, exponential(0.8)};
    const double q = mean_probability(0.8);
    // Over seeds, since neighbours share their sources' places.
    std::vector<std::uint64_t> all;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Description network = description_of(one);
        network.seed = seed;
        const auto degrees = indegrees(whole(network), n_targets);
        for (std::size_t target = 0; target < n_targets; target += 100) {
            all.push_back(degrees[target]);
        }
    }
    const Statistics found = statistics(all);
    const double mean = n_sources * q;
    const double variance = mean * (1 - q);
    const auto n = static_cast<double>(all.size());
    EXPECT_NEAR(found.mean, mean, 4 * std::sqrt(variance / n));
    EXPECT_NEAR(found.variance, variance, 4 * variance * std::sqrt(2 / n));
}

/// Probability of being connected by distance, from pairs counted one by one.
std::vector<double> by_distance(const Description& network, int n_bins, double width) {
    const Places from(network.seed, 0, *network.populations[0].positions, n_sources);
    const std::size_t target = network.projections[0].target;
    const Places to(network.seed, target, *network.populations[target].positions,
                    network.populations[target].size);
    std::vector<double> pairs(static_cast<std::size_t>(n_bins), 0);
    std::vector<double> found = pairs;
    const auto count = [&](std::uint64_t s, std::uint64_t t, std::vector<double>& into) {
        const double x = length(displacement(from.extent(), from.at(s), to.at(t)));
        const auto bin = static_cast<std::size_t>(x / width);
        if (bin < into.size()) { into[bin] += 1; }
    };
    for (std::uint64_t s = 0; s < from.size(); ++s) {
        for (std::uint64_t t = 0; t < to.size(); ++t) { count(s, t, pairs); }
    }
    for (const auto& synapse : whole(network)) { count(synapse.source, synapse.target, found); }
    for (std::size_t bin = 0; bin < pairs.size(); ++bin) { found[bin] /= pairs[bin]; }
    return found;
}

TEST(SpatialStatistics, ConnectionsFallOffLikeTheKernelAlsoAcrossTheEdge) {
    for (const bool periodic : {true, false}) {
        Case one{"", RuleKind::pairwise_bernoulli, 0, exponential(0.8), periodic};
        constexpr double width = 20;
        const auto found = by_distance(description_of(one), 16, width);
        for (std::size_t bin = 0; bin < found.size(); ++bin) {
            const double x = width * (static_cast<double>(bin) + 0.5);
            const double pairs = n_sources * n_targets * 2 * std::numbers::pi * x * width / 1e6;
            const double p = x < radius ? 0.8 * std::exp(-x / beta) : 0;
            EXPECT_NEAR(found[bin], p, 0.015 * p + 4.5 * std::sqrt(p / (0.6 * pairs))) << x;
        }
    }
}

TEST(SpatialStatistics, DegreesAreChosenInProportionToTheKernel) {
    for (const RuleKind kind : {RuleKind::fixed_indegree, RuleKind::fixed_outdegree}) {
        Case one{"", kind, 60, exponential(1)};
        const auto found = by_distance(description_of(one), 10, 30);
        // Partners' places differ from chooser to chooser, hence the normalisation by the mean.
        const auto others =
            static_cast<double>(kind == RuleKind::fixed_indegree ? n_sources : n_targets);
        const double scale = 60 / (others * mean_probability(1));
        for (std::size_t bin = 0; bin < found.size(); ++bin) {
            const double x = 30 * (static_cast<double>(bin) + 0.5);
            EXPECT_NEAR(found[bin] / (scale * std::exp(-x / beta)), 1, 0.12) << x;
        }
    }
}

TEST(SpatialStatistics, ADirectedKernelPointsFromSourceToTarget) {
    for (const RuleKind kind : {RuleKind::pairwise_bernoulli, RuleKind::fixed_indegree}) {
        Case one{"", kind, 20, exponential(0.5), true, true};
        one.space.mask->anchor = {150, 0, 0};
        one.space.mask->radius = 100;
        one.space.kernel = Expression(0.5);
        const Description network = description_of(one);
        const Places places(network.seed, 0, *network.populations[0].positions, n_sources);
        // The mask lies around the source, with fixed_indegree around the target.
        const double sign = kind == RuleKind::fixed_indegree ? -1 : 1;
        const Drawn drawn = whole(network);
        EXPECT_FALSE(drawn.empty());
        for (const auto& synapse : drawn) {
            const Point d =
                displacement(places.extent(), places.at(synapse.source), places.at(synapse.target));
            ASSERT_GE(sign * d[0], 50 - 1e-9);
            ASSERT_LE(sign * d[0], 250 + 1e-9);
        }
    }
}

TEST(SpatialRule, SaysWhichNeuronFindsTooFewPartners) {
    Case one{"", RuleKind::fixed_indegree, 3, exponential(1), true, true, false};
    one.space.mask->radius = 5;
    try {
        (void)whole(description_of(one));
        FAIL() << "was drawn";
    } catch (const NetworkError& error) {
        EXPECT_NE(std::string(error.what()).find("possible sources inside its mask, 3 are wanted"),
                  std::string::npos)
            << error.what();
    }
}

TEST(WeightsByDistance, HaveTheirMeanAndNoiseWithEveryRule) {
    Rule rule;
    rule.kind = RuleKind::fixed_indegree;
    rule.degree = 40;
    Description network = one_projection(rule, n_sources, n_targets);
    for (auto& population : network.populations) { population.positions = sheet(false); }
    ByDistance weight;
    weight.mean = Expression("100-x/20");
    weight.noise = {Distribution::Kind::normal, 0, 2};
    weight.max = 100;
    network.projections[0].weight_by_distance = weight;
    network.projections[0].weight = {Distribution::Kind::uniform, 0, 100};
    const Places from(network.seed, 0, sheet(false), n_sources);
    const Places to(network.seed, 1, sheet(false), n_targets);
    std::vector<double> noise;
    for (const auto& synapse : whole(network)) {
        const double x =
            length(displacement(from.extent(), from.at(synapse.source), to.at(synapse.target)));
        ASSERT_LE(synapse.weight, 100);
        if (x > 250) { noise.push_back(synapse.weight - (100 - x / 20)); }
    }
    const Statistics found = statistics(noise);
    EXPECT_NEAR(found.mean, 0, 0.1);
    EXPECT_NEAR(std::sqrt(found.variance), 2, 0.1);
}

TEST(Spatial, DrawingIsCheapBySourceWhereSourcesDrawAndFollowTheCurve) {
    const auto cheap = [](const Case& one) {
        const auto description = description_of(one);
        return draws_cheaply_by_source(description.projections[0], description.populations[0]);
    };
    const auto space = exponential(0.5);

    EXPECT_TRUE(cheap({"pairs", RuleKind::pairwise_bernoulli, 0, space}));
    EXPECT_TRUE(cheap({"sources", RuleKind::fixed_outdegree, 10, space}));
    EXPECT_FALSE(cheap({"targets", RuleKind::fixed_indegree, 10, space}));
    EXPECT_FALSE(cheap({"grid", RuleKind::pairwise_bernoulli, 0, space, true, false, true, true}));
}

}  // namespace
}  // namespace spatial_test
}  // namespace callosum::test
