#include "network/draw/sampler.hpp"

#include <map>
#include <memory>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "network/describe/edge_lists.hpp"
#include "tests/unit/network/draw/drawn.hpp"

namespace callosum::test {
namespace sampler_test {
namespace {

std::shared_ptr<const EdgeList> some_edges() {
    std::vector<Edge> edges;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        edges.push_back({(i * 37) % 300, (i * 91) % 411, 0.25 * static_cast<double>(i),
                         0.1 + 1e-3 * static_cast<double>(i)});
    }
    return std::make_shared<MemoryEdges>(std::move(edges), "inline");
}

struct Case {
    const char* name;
    Rule rule;
    bool recurrent;
};

Rule rule_of(RuleKind kind, std::uint64_t degree, double p, bool autapses, bool multapses) {
    Rule rule;
    rule.kind = kind;
    rule.degree = degree;
    rule.p = p;
    rule.allow_autapses = autapses;
    rule.allow_multapses = multapses;
    if (kind == RuleKind::explicit_list) { rule.edges = some_edges(); }
    return rule;
}

std::vector<Case> all_cases() {
    using enum RuleKind;
    return {
        {"OneToOne", rule_of(one_to_one, 0, 0, true, true), false},
        {"AllToAll", rule_of(all_to_all, 0, 0, true, true), false},
        {"AllToAllNoAutapses", rule_of(all_to_all, 0, 0, false, true), true},
        {"Indegree", rule_of(fixed_indegree, 37, 0, true, true), false},
        {"IndegreeNoAutapses", rule_of(fixed_indegree, 37, 0, false, true), true},
        {"IndegreeDistinct", rule_of(fixed_indegree, 37, 0, false, false), true},
        {"IndegreeMostOfAll", rule_of(fixed_indegree, 290, 0, false, false), true},
        {"Outdegree", rule_of(fixed_outdegree, 41, 0, true, true), false},
        {"OutdegreeFew", rule_of(fixed_outdegree, 3, 0, true, true), false},
        {"OutdegreeNoAutapses", rule_of(fixed_outdegree, 41, 0, false, true), true},
        {"OutdegreeDistinct", rule_of(fixed_outdegree, 41, 0, false, false), true},
        {"OutdegreeMostOfAll", rule_of(fixed_outdegree, 290, 0, false, false), true},
        {"Total", rule_of(fixed_total_number, 20011, 0, true, true), false},
        {"TotalNoAutapses", rule_of(fixed_total_number, 20011, 0, false, true), true},
        {"TotalDistinct", rule_of(fixed_total_number, 20011, 0, true, false), false},
        {"TotalDistinctNoAutapses", rule_of(fixed_total_number, 20011, 0, false, false), true},
        {"TotalNearlyFull", rule_of(fixed_total_number, 89000, 0, false, false), true},
        {"Bernoulli", rule_of(pairwise_bernoulli, 0, 0.1, true, true), false},
        {"BernoulliNoAutapses", rule_of(pairwise_bernoulli, 0, 0.7, false, true), true},
        {"Poisson", rule_of(pairwise_poisson, 0, 0.3, true, true), false},
        {"PoissonNoAutapses", rule_of(pairwise_poisson, 0, 0.3, false, true), true},
        {"Symmetric", rule_of(symmetric_pairwise_bernoulli, 0, 0.1, false, true), true},
        {"List", rule_of(explicit_list, 0, 0, true, true), false},
    };
}

class EveryRule : public testing::TestWithParam<Case> {
  protected:
    static constexpr std::uint64_t n_sources = 300;
    [[nodiscard]] std::uint64_t n_targets() const { return GetParam().recurrent ? 300 : 411; }
    [[nodiscard]] Description description() const {
        return one_projection(GetParam().rule, n_sources, 411, GetParam().recurrent);
    }
};

TEST_P(EveryRule, GivesTheSameNetworkForAnyPartitionOfTheTargets) {
    const Description network = description();
    const std::uint64_t n = n_targets();
    const Slice all{0, n_sources};

    const Drawn one = drawn_in_parts(network, {{0, n}}, {all});
    const Drawn two = drawn_in_parts(network, {{0, 160}, {160, n}}, {all});
    const Drawn three = drawn_in_parts(network, {{0, 16}, {16, 272}, {272, n}}, {all});

    EXPECT_FALSE(one.empty());
    EXPECT_EQ(one, two);
    EXPECT_EQ(one, three);
}

TEST_P(EveryRule, GivesTheSameNetworkForAnySlicingOfTheSources) {
    const Description network = description();
    const std::uint64_t n = n_targets();

    const Drawn one = drawn_in_parts(network, {{0, n}}, {{0, n_sources}});
    const Drawn sliced =
        drawn_in_parts(network, {{0, 48}, {48, n}}, {{0, 100}, {100, 128}, {128, 257}, {257, 300}});
    const Drawn backwards = drawn_in_parts(network, {{0, n}}, {{200, 300}, {77, 200}, {0, 77}});

    EXPECT_EQ(one, sliced);
    EXPECT_EQ(one, backwards);
}

TEST_P(EveryRule, EmitsInAnOrderThatPartitionsOnlyThinOut) {
    const Description network = description();
    const Slice all{0, n_sources};
    const Slice part{144, 256};

    Drawn expected = emitted(network, {0, n_targets()}, all);
    std::erase_if(expected, [&](const DrawnSynapse& synapse) {
        return synapse.target < part.first || synapse.target >= part.last;
    });

    EXPECT_EQ(emitted(network, part, all), expected);
}

TEST_P(EveryRule, StaysInsideItsSlices) {
    Description network = description();
    network.projections[0].source_slice = {17, 290};
    network.projections[0].target_slice = {17, 290};
    const std::uint64_t n = n_targets();
    if (GetParam().rule.kind == RuleKind::fixed_total_number) {
        network.projections[0].rule.degree = 20011;
    }
    network.projections[0].rule.degree =
        std::min<std::uint64_t>(network.projections[0].rule.degree,
                                GetParam().rule.kind == RuleKind::fixed_total_number ? 20011 : 272);

    const Drawn drawn = drawn_in_parts(network, {{0, n}}, {{0, n_sources}});
    const Drawn parts = drawn_in_parts(network, {{0, 64}, {64, n}}, {{0, 150}, {150, n_sources}});

    EXPECT_FALSE(drawn.empty());
    EXPECT_EQ(drawn, parts);
    for (const auto& synapse : drawn) {
        ASSERT_GE(synapse.source, 17U);
        ASSERT_LT(synapse.source, 290U);
        ASSERT_GE(synapse.target, 17U);
        ASSERT_LT(synapse.target, 290U);
    }
}

TEST_P(EveryRule, HonoursItsSwitches) {
    const Drawn drawn = whole(description());
    const Rule& rule = GetParam().rule;

    if (!rule.allow_autapses && GetParam().recurrent) { EXPECT_FALSE(has_autapses(drawn)); }
    if (!rule.allow_multapses || rule.kind == RuleKind::pairwise_bernoulli ||
        rule.kind == RuleKind::symmetric_pairwise_bernoulli) {
        EXPECT_FALSE(has_multapses(drawn));
    }
}

TEST_P(EveryRule, DrawsNothingForNoTargets) {
    const Description network = description();

    EXPECT_TRUE(emitted(network, {32, 32}, {0, n_sources}).empty());
    EXPECT_TRUE(emitted(network, {0, n_targets()}, {5, 5}).empty());
}

TEST_P(EveryRule, KeepsItsBounds) {
    const Description network = description();
    const ProjectionBounds limits = bounds(network, 0);
    const Drawn drawn = whole(network);
    const auto degrees = indegrees(drawn, n_targets());

    EXPECT_LE(*std::max_element(degrees.begin(), degrees.end()), limits.max_indegree);
    EXPECT_NEAR(static_cast<double>(drawn.size()), limits.expected_synapses,
                5 * std::sqrt(2 * limits.expected_synapses));
    for (const auto& synapse : drawn) {
        if (GetParam().rule.kind == RuleKind::explicit_list) { break; }
        ASSERT_LE(std::abs(synapse.weight), limits.max_abs_weight);
        ASSERT_GE(synapse.delay, limits.min_delay);
        ASSERT_LE(synapse.delay, limits.max_delay);
    }
}

INSTANTIATE_TEST_SUITE_P(All, EveryRule, testing::ValuesIn(all_cases()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Sampler, FixesWhatTheRuleFixes) {
    using enum RuleKind;
    for (const bool multapses : {true, false}) {
        for (const bool autapses : {true, false}) {
            const Drawn by_target = whole(one_projection(
                rule_of(fixed_indegree, 20, 0, autapses, multapses), 333, 333, true));
            const Drawn by_source = whole(one_projection(
                rule_of(fixed_outdegree, 20, 0, autapses, multapses), 333, 333, true));
            const Drawn in_total = whole(one_projection(
                rule_of(fixed_total_number, 7777, 0, autapses, multapses), 333, 333, true));

            for (const auto degree : indegrees(by_target, 333)) { EXPECT_EQ(degree, 20U); }
            for (const auto degree : outdegrees(by_source, 333)) { EXPECT_EQ(degree, 20U); }
            EXPECT_EQ(in_total.size(), 7777U);
        }
    }
}

TEST(Sampler, FillsEveryCellAtProbabilityOneAndNoneAtZero) {
    using enum RuleKind;
    const auto n = [](RuleKind kind, double p, bool autapses) {
        return whole(one_projection(rule_of(kind, 0, p, autapses, true), 200, 200, true)).size();
    };

    EXPECT_EQ(n(pairwise_bernoulli, 1, true), 200U * 200U);
    EXPECT_EQ(n(pairwise_bernoulli, 1, false), 200U * 199U);
    EXPECT_EQ(n(symmetric_pairwise_bernoulli, 1, false), 200U * 199U);
    EXPECT_EQ(n(pairwise_bernoulli, 0, true), 0U);
    EXPECT_EQ(n(pairwise_poisson, 0, true), 0U);
    EXPECT_EQ(n(symmetric_pairwise_bernoulli, 0, false), 0U);
}

TEST(Sampler, FillsEveryCellWhenAsManyAreAskedForAsThereAre) {
    using enum RuleKind;
    const auto total =
        one_projection(rule_of(fixed_total_number, 150 * 149, 0, false, false), 150, 150, true);
    const auto indegree =
        one_projection(rule_of(fixed_indegree, 149, 0, false, false), 150, 150, true);
    const auto outdegree =
        one_projection(rule_of(fixed_outdegree, 149, 0, false, false), 150, 150, true);

    for (const auto& network : {total, indegree, outdegree}) {
        const Drawn drawn = whole(network);
        EXPECT_EQ(drawn.size(), 150U * 149U);
        EXPECT_FALSE(has_multapses(drawn));
        EXPECT_FALSE(has_autapses(drawn));
    }
}

TEST(Sampler, ManagesSingleNeurons) {
    using enum RuleKind;
    EXPECT_EQ(whole(one_projection(rule_of(one_to_one, 0, 0, true, true), 1, 1)).size(), 1U);
    EXPECT_EQ(whole(one_projection(rule_of(all_to_all, 0, 0, false, true), 1, 1, true)).size(), 0U);
    EXPECT_EQ(whole(one_projection(rule_of(fixed_indegree, 5, 0, true, true), 1, 1)).size(), 5U);
    EXPECT_EQ(whole(one_projection(rule_of(fixed_outdegree, 5, 0, true, true), 1, 1)).size(), 5U);
    EXPECT_EQ(whole(one_projection(rule_of(fixed_total_number, 5, 0, true, true), 1, 1)).size(),
              5U);
    EXPECT_EQ(whole(one_projection(rule_of(fixed_total_number, 1, 0, true, false), 1, 1)).size(),
              1U);
    EXPECT_EQ(whole(one_projection(rule_of(pairwise_bernoulli, 0, 1, true, true), 1, 1)).size(),
              1U);
    EXPECT_EQ(
        whole(one_projection(rule_of(symmetric_pairwise_bernoulli, 0, 1, false, true), 1, 1, true))
            .size(),
        0U);
    EXPECT_EQ(whole(one_projection(rule_of(fixed_total_number, 0, 0, true, true), 9, 9)).size(),
              0U);
}

TEST(Sampler, RefusesWhatCannotBe) {
    using enum RuleKind;
    const auto make = [](const Rule& rule) {
        return make_sampler(one_projection(rule, 10, 10, true), 0, {0, 10});
    };

    EXPECT_THROW((void)make(rule_of(fixed_indegree, 10, 0, false, false)), NetworkError);
    EXPECT_THROW((void)make(rule_of(fixed_outdegree, 11, 0, true, false)), NetworkError);
    EXPECT_THROW((void)make(rule_of(fixed_total_number, 91, 0, false, false)), NetworkError);
    EXPECT_NO_THROW((void)make(rule_of(fixed_total_number, 90, 0, false, false)));
}

TEST(Sampler, DrawsSymmetricPairsInBothDirectionsWithTheirOwnWeights) {
    const Drawn drawn = whole(one_projection(
        rule_of(RuleKind::symmetric_pairwise_bernoulli, 0, 0.05, false, true), 400, 400, true));
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> weights;
    for (const auto& synapse : drawn) {
        weights[{synapse.source, synapse.target}] = synapse.weight;
    }

    int equal = 0;
    for (const auto& [pair, weight] : weights) {
        const auto back = weights.find({pair.second, pair.first});
        ASSERT_NE(back, weights.end());
        equal += back->second == weight ? 1 : 0;
    }

    EXPECT_EQ(equal, 0);
}

TEST(Sampler, KeepsWeightsAndDelaysOfExplicitLists) {
    const auto description =
        one_projection(rule_of(RuleKind::explicit_list, 0, 0, true, true), 300, 411);

    const Drawn drawn = emitted(description, {0, 411}, {0, 300});

    ASSERT_EQ(drawn.size(), 1000U);
    std::map<double, DrawnSynapse> by_weight;  // which tells an edge's place in the list
    std::map<std::uint32_t, double> last;      // by source
    for (const auto& synapse : drawn) {
        by_weight[synapse.weight] = synapse;
        const auto [before, is_first] = last.try_emplace(synapse.source, -1);
        EXPECT_LT(before->second, synapse.weight) << "of one source in the order of the list";
        before->second = synapse.weight;
    }
    EXPECT_EQ(by_weight.size(), drawn.size());
    EXPECT_EQ(by_weight.at(2.0), (DrawnSynapse{296, (8 * 91) % 411, 1, 2.0}));
    EXPECT_EQ(by_weight.at(0.25 * 999).delay, 11U);  // 1.099 ms at 0.1 ms
}

}  // namespace
}  // namespace sampler_test
}  // namespace callosum::test
