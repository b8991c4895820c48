#include "engine/forecast/memory.hpp"

#include <numeric>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/state_checks.hpp"
#include "engine/run/share.hpp"
#include "tests/support/small_networks.hpp"
#include "tests/unit/engine/synapses/stored.hpp"

namespace callosum::test {
namespace {

Description million_synapses() {
    Description description;
    description.duration_ms = 1;
    description.populations = {neurons("n", 1000)};
    description.projections = {
        projection(0, 0, rule(RuleKind::fixed_indegree, 1000), Distribution::constant(1.0))};
    return complete(description);
}

MemoryEstimate estimate(const Description& description, int ranks = 1, int threads = 1) {
    const auto plan = plan_fixed_point(description);
    const auto partition = partition_evenly(description, ranks, threads);
    return estimate_memory({description, plan, partition, RankId(0), {}});
}

double sum(const std::array<double, n_synapse_formats>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Two populations with projections of every format and of many delays, some of them sparse.
Description of_all_formats() {
    Description description;
    description.duration_ms = 1;
    description.populations = {neurons("a", 900), neurons("b", 300)};
    const Distribution spread{Distribution::Kind::normal, 80.0, 8.0, 0};
    const Distribution delay{Distribution::Kind::normal, 1.5, 0.75, 0.1};
    Rule sparse = rule(RuleKind::pairwise_bernoulli);
    sparse.p = 0.01;
    description.projections = {
        projection(0, 0, rule(RuleKind::fixed_total_number, 90'000), spread, delay),
        projection(0, 1, rule(RuleKind::fixed_indegree, 200), Distribution::constant(0.5), delay),
        projection(1, 0, sparse, Distribution::constant(-3.0)),
        projection(1, 1, rule(RuleKind::fixed_indegree, 50), spread, delay),
        projection(1, 0, rule(RuleKind::fixed_outdegree, 100), Distribution::constant(2.0), delay)};
    description.projections[0].storage = WeightStorage::compact;
    description.projections[3].storage = WeightStorage::exact;
    description.projections[4].synapse_model = "stdp_synapse";
    return complete(description);
}

TEST(Memory, EstimateGrowsWithSynapsesAndIsSharedByRanks) {
    const double all = sum(estimate(million_synapses()).synapses);
    const double half = sum(estimate(million_synapses(), 2).synapses);

    EXPECT_GE(all, 4e6);
    EXPECT_LE(all, 4.1e6);
    EXPECT_NEAR(half, all / 2, 0.05 * all);
}

TEST(Memory, SynapsesAndTheirIndexAreWhatIsBuilt) {
    const auto description = of_all_formats();
    const auto plan = plan_fixed_point(description);
    for (const int threads : {1, 3}) {
        const auto partition = partition_evenly(description, 1, threads);
        const auto ranges = partition.ranges(0);
        const auto store = build_synapses(description, plan, ranges, lay_out_rows(plan, ranges));
        const auto own = estimate_static(description, plan, ranges);

        const auto built = static_cast<double>(store.n_synapses);
        EXPECT_NEAR(sum(own.count), built, 0.03 * built);
        EXPECT_NEAR(own.listed, static_cast<double>(store.sources.size()), 0.01 * own.listed);
        const double entries = static_cast<double>(store.narrow.size()) * 4 +
                               static_cast<double>(store.full.size()) * 8;
        EXPECT_NEAR(sum(own.bytes), entries, 0.03 * entries);
        const double index = static_cast<double>(store.bytes()) - entries;
        EXPECT_NEAR(own.index, index, 0.03 * index);
        const auto listing = static_cast<double>(store.listing_bytes());
        EXPECT_NEAR(own.listing, listing, 0.1 * listing);
    }
}

TEST(Memory, PlasticSynapsesAreWhatIsBuilt) {
    const auto description = of_all_formats();
    const auto plan = plan_fixed_point(description);
    const Share worker(description, plan, {{0, 0, 900}, {1, 0, 300}}, RankLocal(0));

    const auto own = estimate_plastic(description, plan, 4, {0, 0, 900});

    StateBytes counter;
    worker.plastic()[0]->visit_state(counter, 0);
    const auto built = static_cast<double>(counter.bytes());
    EXPECT_EQ(sum(own.count), 30000);
    EXPECT_NEAR(sum(own.bytes) + own.index, built, 0.03 * built);
}

TEST(Memory, HaloIsWhatWiringFinds) {
    const auto description = of_all_formats();
    const auto plan = plan_fixed_point(description);
    const auto partition = partition_evenly(description, 4, 1);
    const auto ranges = partition.ranges(1);
    const auto store = build_synapses(description, plan, ranges, lay_out_rows(plan, ranges));
    const Share worker(description, plan, ranges, RankLocal(0));
    std::vector<std::uint64_t> heard;
    for (const auto* list : worker.source_lists()) {
        const auto gids = gids_of(*list);
        heard.insert(heard.end(), gids.begin(), gids.end());
    }
    std::sort(heard.begin(), heard.end());
    heard.erase(std::unique(heard.begin(), heard.end()), heard.end());
    std::erase_if(heard, [&](std::uint64_t gid) {
        return std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
            const auto base = description.populations[range.population].first_gid;
            return gid >= base + range.first && gid < base + range.last;
        });
    });

    const auto halo = estimate_halo(description, plan, ranges);

    EXPECT_NEAR(halo[0] + halo[1], static_cast<double>(heard.size()), 0.02 * halo[0]);
}

TEST(Memory, HistoriesOfRulesThatLookBackAreCounted) {
    auto description = of_all_formats();
    const double without = estimate(million_synapses()).histories;
    const double spikes = estimate(description).histories;
    description.projections[4].synapse_model = "static_synapse";

    EXPECT_EQ(without, 0);
    EXPECT_GT(spikes, 900 * sizeof(PostHistory<double>::Line));
    EXPECT_EQ(estimate(description).histories, 0);
}

TEST(Memory, MoreThanTheNodeHasIsRefusedWithTheNumbers) {
    const auto solo = make_solo_communicator();

    EXPECT_NO_THROW(require_memory(1e6, *solo));
    try {
        require_memory(1e18, *solo);
        FAIL() << "an exabyte was found";
    } catch (const LimitError& error) {
        EXPECT_NE(std::string(error.what()).find("1e+09 GB"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace callosum::test
