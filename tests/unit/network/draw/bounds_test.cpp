#include <gtest/gtest.h>

#include "tests/unit/network/draw/drawn.hpp"

namespace callosum::test {
namespace {

ProjectionBounds bounds_of(RuleKind kind, std::uint64_t degree, double p, bool multapses,
                           std::uint64_t n_sources = 1000, std::uint64_t n_targets = 500) {
    Rule rule;
    rule.kind = kind;
    rule.degree = degree;
    rule.p = p;
    rule.allow_multapses = multapses;
    return bounds(one_projection(rule, n_sources, n_targets), 0);
}

TEST(Bounds, AreExactWhereTheRuleFixesTheIndegree) {
    EXPECT_EQ(bounds_of(RuleKind::one_to_one, 0, 0, true).max_indegree, 1U);
    EXPECT_EQ(bounds_of(RuleKind::all_to_all, 0, 0, true).max_indegree, 1000U);
    EXPECT_EQ(bounds_of(RuleKind::fixed_indegree, 77, 0, true).max_indegree, 77U);
    EXPECT_EQ(bounds_of(RuleKind::fixed_indegree, 77, 0, true).expected_synapses, 77 * 500);
}

TEST(Bounds, LeaveRoomForDeviationsButNotMore) {
    // 45.5 M over 20 683 targets: mean 2200, standard deviation 47; 1e-12 over all is 8.4 sigma.
    const auto microcircuit =
        bounds_of(RuleKind::fixed_total_number, 45499806, 0, true, 20683, 20683);

    EXPECT_GT(microcircuit.max_indegree, 2200U + 380);
    EXPECT_LT(microcircuit.max_indegree, 2200U + 480);
}

TEST(Bounds, AreCappedByWhatIsPossible) {
    EXPECT_EQ(bounds_of(RuleKind::fixed_total_number, 5, 0, true).max_indegree, 5U);
    EXPECT_EQ(bounds_of(RuleKind::fixed_total_number, 490000, 0, false).max_indegree, 1000U);
    EXPECT_EQ(bounds_of(RuleKind::pairwise_bernoulli, 0, 0.99, true).max_indegree, 1000U);
    EXPECT_EQ(bounds_of(RuleKind::fixed_outdegree, 499, 0, false).max_indegree, 1000U);
    EXPECT_EQ(bounds_of(RuleKind::pairwise_bernoulli, 0, 0, true).max_indegree, 0U);
}

TEST(Bounds, KnowSignsAndDelays) {
    Rule rule;
    Description description = one_projection(rule, 10, 10);
    description.projections[0].weight = {Distribution::Kind::normal, -4, 0.4,
                                         -std::numeric_limits<double>::infinity(), 0};

    const ProjectionBounds limits = bounds(description, 0);

    EXPECT_FALSE(limits.positive);
    EXPECT_TRUE(limits.negative);
    EXPECT_EQ(limits.min_delay, 1U);
    // 6.3 sigma at 2^-33: 1.5 + 0.75 * 6.3 = 6.2 ms.
    EXPECT_NEAR(limits.max_delay, 62, 1);
    EXPECT_NEAR(limits.max_abs_weight, 4 + 0.4 * 6.3, 0.05);
}

}  // namespace
}  // namespace callosum::test
