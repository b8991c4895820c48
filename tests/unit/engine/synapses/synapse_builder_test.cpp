#include "engine/synapses/synapse_builder.hpp"

#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/support/small_networks.hpp"
#include "tests/unit/engine/synapses/stored.hpp"

namespace callosum::test {
namespace {

Distribution normal(double mean, double sd) { return {Distribution::Kind::normal, mean, sd}; }

/// What `ranges` should hold: the plain list of the sampler, rounded one by one.
std::vector<Stored> expected(const Description& description, const FixedPointPlan& plan,
                             const std::vector<NeuronRange>& ranges, const RowLayout& layout) {
    std::vector<Stored> all;
    for (std::size_t p = 0; p < description.projections.size(); ++p) {
        const auto& own = description.projections[p];
        const auto& how = plan.projections[p];
        make_sampler(description, p, own.target_slice)
            ->draw({0, description.populations[own.source].size}, [&](const SynapseBatch& batch) {
                for (std::uint32_t i = 0; i < batch.n; ++i) {
                    for (std::size_t r = 0; r < ranges.size(); ++r) {
                        const auto& range = ranges[r];
                        const bool here = range.population == own.target &&
                                          batch.target[i] >= range.first &&
                                          batch.target[i] < range.last;
                        if (!here) { continue; }
                        const double weight = batch.weight[i];
                        const auto& place =
                            layout.places[r][weight < 0 ? how.row_negative : how.row];
                        const auto stored = how.format == SynapseFormat::table
                                                ? how.constant
                                                : std::llrint(std::ldexp(weight, -how.exponent)) *
                                                      (std::int64_t{1} << how.shift);
                        all.push_back(
                            {description.populations[own.source].first_gid + batch.source[i],
                             place.wide, place.first + batch.target[i] - range.first,
                             batch.delay[i], stored});
                    }
                }
            });
    }
    std::sort(all.begin(), all.end());
    return all;
}

void expect_grouped(const SynapseStore& given) {
    const auto store = unpacked(given);
    const auto sources = gids_of(store.sources);
    EXPECT_TRUE(std::is_sorted(sources.begin(), sources.end()));
    EXPECT_EQ(std::adjacent_find(sources.begin(), sources.end()), sources.end());
    auto each = store.sources.begin();
    for (std::size_t s = 0; s < sources.size(); ++s, each.next()) {
        std::uint32_t shortest = ~std::uint32_t{0};
        for (auto r = store.runs_begin[s * store.blocks.size()];
             r < store.runs_begin[(s + 1) * store.blocks.size()]; ++r) {
            shortest = std::min<std::uint32_t>(shortest, store.runs[r].delay);
        }
        ASSERT_EQ(each.delay(), shortest) << "source " << sources[s];
    }
    const std::size_t n_blocks = store.blocks.size();
    ASSERT_EQ(store.runs_begin.size(), store.sources.size() * n_blocks + 1);
    for (std::size_t at = 0; at + 1 < store.runs_begin.size(); ++at) {
        for (auto r = store.runs_begin[at] + 1; r < store.runs_begin[at + 1]; ++r) {
            ASSERT_GE(store.runs[r].delay, store.runs[r - 1].delay);
        }
    }
}

void expect_degrees(const SynapseStore& given, const std::vector<Stored>& synapses) {
    const auto store = unpacked(given);
    const auto sources = gids_of(store.sources);
    std::map<std::uint64_t, std::uint32_t> degrees;
    for (const auto& synapse : synapses) { ++degrees[synapse.source]; }
    ASSERT_EQ(store.sources.size(), degrees.size());
    ASSERT_EQ(store.degrees.size(), degrees.size());
    for (std::size_t s = 0; s < store.sources.size(); ++s) {
        ASSERT_EQ(store.degrees[s], degrees[sources[s]]);
    }
}

std::vector<NeuronRange> whole(const Description& description) {
    std::vector<NeuronRange> ranges;
    for (std::size_t p = 0; p < description.populations.size(); ++p) {
        ranges.push_back({p, 0, description.populations[p].size});
    }
    return ranges;
}

SynapseStore expect_equal(const Description& description, const std::vector<NeuronRange>& ranges) {
    const FixedPointPlan plan = plan_fixed_point(description);
    const RowLayout layout = lay_out_rows(plan, ranges);

    SynapseStore store = build_synapses(description, plan, ranges, layout);

    expect_grouped(store);
    auto wanted = expected(description, plan, ranges, layout);
    EXPECT_FALSE(wanted.empty());
    expect_degrees(store, wanted);
    EXPECT_EQ(store.n_synapses, wanted.size());
    // A weight that is rounded to 0 reads like padding.
    std::erase_if(wanted, [](const Stored& synapse) { return synapse.weight == 0; });
    auto found = read_back(store);
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found.size(), wanted.size());
    EXPECT_TRUE(found == wanted);
    return store;
}

/// Three populations of odd sizes and a projection of every kind of storage.
Description mixed() {
    Description description;
    description.seed = 5;
    description.duration_ms = 1;
    description.populations = {neurons("a", 301), neurons("b", 77), neurons("c", 130)};
    description.populations[2].separate_receptors = true;
    const Distribution delay{Distribution::Kind::uniform, 0.1, 2.0};
    auto& list = description.projections;
    list.push_back(projection(0, 1, rule(RuleKind::fixed_indegree, 90), normal(20, 4), delay));
    list.push_back(
        projection(0, 2, rule(RuleKind::fixed_total_number, 5000), normal(20, 4), delay));
    list.push_back(
        projection(1, 2, rule(RuleKind::fixed_indegree, 20), Distribution::constant(3.3)));
    list.push_back(projection(2, 2, rule(RuleKind::fixed_indegree, 30), normal(0, 4), delay));
    list.push_back(projection(2, 0, rule(RuleKind::fixed_indegree, 11), normal(1, 2)));
    list[4].storage = WeightStorage::exact;
    return complete(description);
}

TEST(SynapseBuilder, StoresWhatTheSamplersDraw) {
    const auto description = mixed();
    const FixedPointPlan plan = plan_fixed_point(description);
    std::set<SynapseFormat> formats;
    for (const auto& own : plan.projections) { formats.insert(own.format); }

    const SynapseStore store = expect_equal(description, whole(description));

    EXPECT_EQ(formats.size(), 4U) << "the network was made to have every format";
    EXPECT_EQ(store.per_projection[0], 90U * 77);
    EXPECT_EQ(store.per_projection[1], 5000U);
}

TEST(SynapseBuilder, StoresTheShareOfItsRangesAlone) {
    const auto description = mixed();

    expect_equal(description, {{0, 144, 301}, {1, 32, 48}, {2, 0, 64}});
    expect_equal(description, {{2, 112, 130}});
}

TEST(SynapseBuilder, PadsDenseSegmentsAndPacksSparseOnes) {
    Description description;
    description.duration_ms = 1;
    description.populations = {neurons("source", 400), neurons("target", 600)};
    description.projections = {
        projection(0, 1, rule(RuleKind::fixed_indegree, 100), normal(10, 1))};
    const auto dense = expect_equal(complete(description), {{1, 0, 600}});
    description.projections[0].rule.degree = 1;
    const auto sparse = expect_equal(complete(description), {{1, 0, 600}});

    EXPECT_EQ(dense.pad, SynapseStore::group);
    EXPECT_EQ(sparse.pad, 1U);
    EXPECT_EQ(sparse.narrow.size(), 600U);
}

TEST(SynapseBuilder, OpensABlockForEvery65536Rows) {
    Description description;
    description.duration_ms = 1;
    description.populations = {neurons("source", 50), neurons("filler", 65000),
                               neurons("target", 140000)};
    description.populations[2].separate_receptors = true;
    description.projections = {
        projection(0, 2, rule(RuleKind::fixed_total_number, 300000), normal(0, 3),
                   {Distribution::Kind::uniform, 0.1, 1.0}),
        projection(0, 1, rule(RuleKind::fixed_total_number, 5000), normal(5, 1))};
    description = complete(description);

    const auto store = expect_equal(description, whole(description));

    // 50 + 65000 + 2 * 140000 rows, each range rounded up to 16.
    EXPECT_EQ(store.blocks.size(), 6U);
}

TEST(SynapseBuilder, SplitsSegmentsThatAreTooLongForOneRun) {
    Description description;
    description.duration_ms = 1;
    description.populations = {neurons("source", 1), neurons("target", 3)};
    description.projections = {
        projection(0, 1, rule(RuleKind::fixed_indegree, 150000), normal(10, 1))};
    description = complete(description);

    const auto store = expect_equal(description, {{1, 0, 3}});

    EXPECT_EQ(store.runs.size(), 2U);  // 450000 synapses in groups of 4: 112500 > 65535
}

TEST(SynapseBuilder, HoldsListsThatPileUpOnOneNeuron) {
    Description description;
    description.duration_ms = 1;
    description.populations = {neurons("source", 100), neurons("target", 6400)};
    std::vector<Edge> edges;
    for (std::uint64_t i = 0; i < 60000; ++i) { edges.push_back({i % 100, i % 3, 1.5, 1.0}); }
    description.projections = {projection(0, 1, listed(edges, 20000), {})};
    description = complete(description);

    // A hundredth of the neurons, all of the synapses.
    const auto store = expect_equal(description, {{1, 0, 64}});

    EXPECT_EQ(store.n_synapses, 60000U);
}

TEST(SynapseBuilder, NamesThePopulationWhoseRowCouldOverflow) {
    Description description;
    description.duration_ms = 1;
    description.weights = WeightStorage::compact;
    description.populations = {neurons("source", 10), neurons("fine", 20), neurons("heavy", 40)};
    std::vector<Edge> edges;
    for (std::uint64_t i = 0; i < 80000; ++i) { edges.push_back({i % 10, 33, 1.9, 1.0}); }
    // The list says 1 and has 80000: the plan is made for 16-bit weights that fill a 32-bit row.
    description.projections = {projection(0, 2, listed(edges, 1), {})};
    description = complete(description);
    const FixedPointPlan plan = plan_fixed_point(description);
    const auto ranges = whole(description);
    const auto layout = lay_out_rows(plan, ranges);

    try {
        (void)build_synapses(description, plan, ranges, layout);
        FAIL() << "80000 times 32767 units do not fit into 32 bits";
    } catch (const LimitError& error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("population 'heavy', neuron 33"), std::string::npos) << text;
        EXPECT_NE(text.find("32-bit"), std::string::npos) << text;
    }
}

TEST(SynapseBuilder, RefusesMoreConstantsThanATableCanNumber) {
    Description description;
    description.duration_ms = 1;
    description.weights = WeightStorage::exact;
    description.populations = {neurons("one", 1)};
    const auto each = projection(0, 0, rule(RuleKind::one_to_one), Distribution::constant(1.1));
    description.projections.assign(65536, each);
    description = complete(description);
    const FixedPointPlan plan = plan_fixed_point(description);
    const auto ranges = whole(description);
    const auto layout = lay_out_rows(plan, ranges);

    EXPECT_THROW((void)build_synapses(description, plan, ranges, layout), LimitError);
}

TEST(SynapseBuilder, MakesAnEmptyStoreWhereNothingArrives) {
    const auto description = mixed();
    auto quiet = description;
    quiet.projections.resize(1);  // onto b alone
    const FixedPointPlan plan = plan_fixed_point(quiet);
    const std::vector<NeuronRange> ranges{{0, 0, 301}};
    const auto layout = lay_out_rows(plan, ranges);

    const auto store = build_synapses(quiet, plan, ranges, layout);

    EXPECT_EQ(store.n_synapses, 0U);
    EXPECT_TRUE(store.blocks.empty());
    EXPECT_TRUE(store.sources.empty());
}

TEST(RowLayout, GivesEveryRangeAndRowWholeTilesOfItsOwn) {
    const auto description = mixed();
    const FixedPointPlan plan = plan_fixed_point(description);
    const std::vector<NeuronRange> ranges{{0, 16, 301}, {1, 0, 77}, {2, 0, 130}};

    const RowLayout layout = lay_out_rows(plan, ranges);

    std::uint64_t narrow = 0;
    std::uint64_t wide = 0;
    for (std::size_t r = 0; r < ranges.size(); ++r) {
        const auto slots = (ranges[r].size() + 15) / 16 * 16;
        for (const auto& place : layout.places[r]) {
            auto& next = place.wide ? wide : narrow;
            EXPECT_EQ(place.first, next);
            next += slots;
        }
    }
    EXPECT_EQ(layout.n_narrow, narrow);
    EXPECT_EQ(layout.n_wide, wide);
    EXPECT_GT(narrow, 0U);
    EXPECT_GT(wide, 0U);
}

/// A source may have a segment in every chunk of 2^16 rows, each padded by itself.
TEST(SynapseBuilder, HasRoomForSparseInputOntoManyChunks) {
    Description description;
    description.duration_ms = 1;
    description.populations = {neurons("s", 1000), neurons("t", 655360)};
    description.projections = {
        projection(0, 1, rule(RuleKind::fixed_total_number, 5000), Distribution::constant(1.0))};
    description = complete(description);
    const FixedPointPlan plan = plan_fixed_point(description);
    const std::vector<NeuronRange> ranges{{1, 0, 655360}};

    const auto store = build_synapses(description, plan, ranges, lay_out_rows(plan, ranges));

    EXPECT_EQ(store.n_synapses, 5000U);
    expect_grouped(store);
}

/// Only delays that occur are counted: one long one beside short ones costs nothing.
TEST(SynapseBuilder, KeepsShortAndLongDelaysApart) {
    Description description;
    description.duration_ms = 1;
    description.populations = {neurons("n", 300)};
    for (const double delay : {6553.5, 0.1, 2.0}) {
        description.projections.push_back(projection(0, 0, rule(RuleKind::fixed_indegree, 5),
                                                     Distribution::constant(delay),
                                                     Distribution::constant(delay)));
    }
    description = complete(description);

    const SynapseStore store = expect_equal(description, whole(description));

    EXPECT_EQ(store.n_synapses, 3U * 5 * 300);
}

}  // namespace
}  // namespace callosum::test
