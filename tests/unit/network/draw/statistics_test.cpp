#include <cmath>

#include <gtest/gtest.h>

#include "engine/base/math.hpp"
#include "tests/unit/network/draw/drawn.hpp"

namespace callosum::test {
namespace statistics_test {
namespace {

Rule rule_of(RuleKind kind, std::uint64_t degree, double p, bool multapses = true) {
    Rule rule;
    rule.kind = kind;
    rule.degree = degree;
    rule.p = p;
    rule.allow_multapses = multapses;
    return rule;
}

/// Degrees of n neurons: mean and variance within 5 standard errors (those of a near-normal one).
void expect_degrees(const std::vector<std::uint64_t>& degrees, double mean, double variance) {
    const auto n = static_cast<double>(degrees.size());
    const Statistics found = statistics(degrees);
    EXPECT_NEAR(found.mean, mean, 5 * std::sqrt(variance / n) + 1e-9);
    EXPECT_NEAR(found.variance, variance, 5 * variance * std::sqrt(2 / n));
}

TEST(Statistics, DegreesOfFixedTotalNumberAreBinomial) {
    const Drawn drawn =
        whole(one_projection(rule_of(RuleKind::fixed_total_number, 200000, 0), 900, 1300));

    expect_degrees(indegrees(drawn, 1300), 200000.0 / 1300, 200000.0 / 1300);
    expect_degrees(outdegrees(drawn, 900), 200000.0 / 900, 200000.0 / 900);
}

TEST(Statistics, DegreesWithoutMultapsesAreHypergeometric) {
    const Drawn drawn =
        whole(one_projection(rule_of(RuleKind::fixed_total_number, 400000, 0, false), 900, 1300));
    const double p = 400000.0 / (900.0 * 1300.0);

    expect_degrees(indegrees(drawn, 1300), 900 * p, 900 * p * (1 - p));
    expect_degrees(outdegrees(drawn, 900), 1300 * p, 1300 * p * (1 - p));
}

TEST(Statistics, DegreesOfPairwiseRulesFollowTheirProbability) {
    const Drawn bernoulli =
        whole(one_projection(rule_of(RuleKind::pairwise_bernoulli, 0, 0.2), 900, 1300));
    const Drawn poisson =
        whole(one_projection(rule_of(RuleKind::pairwise_poisson, 0, 0.2), 900, 1300));
    const Drawn symmetric = whole(
        one_projection(rule_of(RuleKind::symmetric_pairwise_bernoulli, 0, 0.2), 1000, 1000, true));

    expect_degrees(indegrees(bernoulli, 1300), 180, 180 * 0.8);
    expect_degrees(outdegrees(bernoulli, 900), 260, 260 * 0.8);
    expect_degrees(indegrees(poisson, 1300), 180, 180);
    expect_degrees(outdegrees(poisson, 900), 260, 260);
    expect_degrees(indegrees(symmetric, 1000), 999 * 0.2, 999 * 0.16);
    EXPECT_TRUE(has_multapses(poisson));
}

TEST(Statistics, FreeSidesOfFixedDegreesAreBinomial) {
    const Drawn by_target =
        whole(one_projection(rule_of(RuleKind::fixed_indegree, 150, 0), 900, 1300));
    const Drawn by_source =
        whole(one_projection(rule_of(RuleKind::fixed_outdegree, 150, 0), 900, 1300));
    const Drawn distinct =
        whole(one_projection(rule_of(RuleKind::fixed_outdegree, 600, 0, false), 900, 1300));
    const double p = 600.0 / 1300;

    expect_degrees(outdegrees(by_target, 900), 1300 * 150 / 900.0, 1300 * 150 / 900.0);
    expect_degrees(indegrees(by_source, 1300), 900 * 150 / 1300.0, 900 * 150 / 1300.0);
    expect_degrees(indegrees(distinct, 1300), 900 * p, 900 * p * (1 - p));
}

TEST(Statistics, CellsOfATileAreEquallyLikely) {
    // 30 x 40 cells, 240 000 draws with replacement: chi-square with 1199 degrees of freedom.
    const Drawn drawn =
        whole(one_projection(rule_of(RuleKind::fixed_total_number, 240000, 0), 30, 40));
    std::vector<double> counts(1200, 0);
    for (const auto& synapse : drawn) { counts[synapse.source * 40 + synapse.target] += 1; }

    double chi_square = 0;
    for (const double count : counts) { chi_square += (count - 200) * (count - 200) / 200; }

    EXPECT_NEAR(chi_square, 1199, 5 * std::sqrt(2 * 1199.0));
}

TEST(Statistics, WeightsAreNormalAndUncorrelatedWithDelays) {
    const Drawn drawn =
        whole(one_projection(rule_of(RuleKind::fixed_total_number, 400000, 0), 900, 1300));
    const auto n = static_cast<double>(drawn.size());
    std::vector<double> weights;
    double product = 0;
    for (const auto& synapse : drawn) {
        weights.push_back(synapse.weight);
        product += (synapse.weight - 10) * (synapse.delay - 15.8);
    }

    const Statistics found = statistics(weights);
    std::sort(weights.begin(), weights.end());
    double distance = 0;  // Kolmogorov-Smirnov
    for (std::size_t i = 0; i < weights.size(); ++i) {
        distance = std::max(distance, std::abs(math::normal_cdf(weights[i] - 10) -
                                               (static_cast<double>(i) + 0.5) / n));
    }

    EXPECT_NEAR(found.mean, 10, 5 / std::sqrt(n));
    EXPECT_NEAR(found.variance, 1, 5 * std::sqrt(2 / n));
    EXPECT_LT(distance * std::sqrt(n), 2.2);  // exceeded with probability 1e-4
    EXPECT_LT(std::abs(product) / n, 5 * 7.5 / std::sqrt(n));
}

TEST(Statistics, DelaysHaveTheProbabilitiesOfTheTruncatedNormal) {
    const Drawn drawn =
        whole(one_projection(rule_of(RuleKind::fixed_total_number, 400000, 0), 900, 1300));
    std::map<std::uint32_t, double> counts;
    for (const auto& synapse : drawn) { counts[synapse.delay] += 1; }
    const auto cdf = [](double x) { return math::normal_cdf((x - 1.5) / 0.75); };
    const double mass = 1 - cdf(0.05);
    const auto n = static_cast<double>(drawn.size());

    double chi_square = 0;
    int cells = 0;
    for (std::uint32_t delay = 1; delay <= 40; ++delay, ++cells) {
        const double expected = n * (cdf(0.1 * delay + 0.05) - cdf(0.1 * delay - 0.05)) / mass;
        chi_square += (counts[delay] - expected) * (counts[delay] - expected) / expected;
    }

    EXPECT_EQ(counts.begin()->first, 1U);
    EXPECT_NEAR(chi_square, cells, 5 * std::sqrt(2.0 * cells));
}

TEST(Statistics, SeedAndProjectionChangeTheNetwork) {
    Description description =
        one_projection(rule_of(RuleKind::fixed_total_number, 1000, 0), 100, 100);
    const Drawn first = whole(description);
    description.seed = 43;

    EXPECT_NE(whole(description), first);
}

}  // namespace
}  // namespace statistics_test
}  // namespace callosum::test
