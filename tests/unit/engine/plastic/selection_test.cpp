#include "engine/plastic/selection.hpp"

#include <set>

#include <gtest/gtest.h>

#include "tests/support/small_networks.hpp"

namespace callosum::test {
namespace selection_test {
namespace {

/// 60 synapses onto each of 200 neurons, half of which are in the store.
class Picked : public testing::Test {
  protected:
    Picked() {
        description_.duration_ms = 1;
        description_.populations = {neurons("E", 200)};
        auto plastic =
            projection(0, 0, rule(RuleKind::fixed_indegree, 60), Distribution::constant(1));
        plastic.synapse_model = "stdp_synapse";
        description_.projections.push_back(plastic);
        description_ = complete(description_);
        store_ =
            build_plastic_store<double>(description_, plan_fixed_point(description_), 0, range_);
    }

    /// Source and target of what is handed out; also checks the end of each source.
    using Pairs = std::multiset<std::pair<std::uint64_t, std::uint64_t>>;
    [[nodiscard]] Pairs pairs(const SynapsePicks& picks) const {
        Pairs found;
        std::set<std::uint64_t> ended, open;
        picks.for_each(
            store_,
            [&](const PlasticGroup& group, std::span<const std::uint32_t> offsets) {
                EXPECT_FALSE(ended.contains(group.number));
                EXPECT_TRUE(picks.has_source_of(group.first));
                open.insert(group.number);
                const auto n = offsets.empty() ? group.n : offsets.size();
                for (std::uint32_t i = 0; i < n; ++i) {
                    const auto entry = group.first + (offsets.empty() ? i : offsets[i]);
                    found.emplace(store_.sources[group.number],
                                  range_.first + group.base + store_.targets[entry]);
                }
            },
            [&] {
                EXPECT_LE(open.size(), 1U);
                ended.insert(open.begin(), open.end());
                open.clear();
            });
        EXPECT_TRUE(open.empty());
        return found;
    }
    [[nodiscard]] Pairs expected(const SynapseSelection& which) const {
        const auto has = [](const Selection& selection, std::uint64_t index) {
            return std::any_of(selection.begin(), selection.end(), [index](const Slice& slice) {
                return slice.first <= index && index < slice.last;
            });
        };
        Pairs all = pairs({store_, range_, {}});
        std::erase_if(all, [&](const auto& pair) {
            return !has(which.sources, pair.first) || !has(which.targets, pair.second);
        });
        return all;
    }

    Description description_;
    NeuronRange range_{0, 96, 200};
    PlasticStore<double> store_;
};

TEST_F(Picked, AreAllWhereNothingIsSaid) {
    const auto all = pairs({store_, range_, {}});

    EXPECT_EQ(all.size(), 104U * 60U);
    for (const auto& [source, target] : all) {
        EXPECT_LT(source, 200U);
        EXPECT_GE(target, 96U);
        EXPECT_LT(target, 200U);
    }
}

TEST_F(Picked, AreThoseOfTheChosenSources) {
    const SynapseSelection which{{{0, 1}, {7, 20}, {199, 200}}, {{0, 200}}};
    const SynapsePicks picks(store_, range_, which);

    EXPECT_EQ(pairs(picks), expected(which));
    EXPECT_FALSE(picks.has_source_of(store_.entries_begin[store_.number_of(1) * store_.n_chunks]));
}

TEST_F(Picked, AreKeptWhereTheyAreFew) {
    const SynapseSelection which{{{0, 200}}, {{100, 101}}};
    const SynapsePicks picks(store_, range_, which);

    EXPECT_TRUE(picks.kept());
    EXPECT_EQ(pairs(picks).size(), 60U);
    EXPECT_EQ(pairs(picks), expected(which));
}

TEST_F(Picked, AreLookedForEveryTimeWhereTheyAreMany) {
    const SynapseSelection which{{{0, 150}}, {{50, 120}, {130, 180}}};
    const SynapsePicks picks(store_, range_, which);

    EXPECT_FALSE(picks.kept());
    EXPECT_GT(pairs(picks).size(), 2000U);
    EXPECT_EQ(pairs(picks), expected(which));
}

TEST_F(Picked, AreNoneOutsideTheRange) {
    EXPECT_TRUE(pairs({store_, range_, {{{0, 200}}, {{0, 96}}}}).empty());
    EXPECT_TRUE(pairs({store_, range_, {{{200, 300}}, {{0, 200}}}}).empty());
}

}  // namespace
}  // namespace selection_test
}  // namespace callosum::test
