#include "network/partition/partition.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "network/describe/partition_kinds.hpp"
#include "network/partition/edge_profile.hpp"
#include "network/partition/graph.hpp"
#include "network/partition/saving.hpp"
#include "network/space/places.hpp"
#include "tests/support/small_networks.hpp"

namespace callosum::test {
namespace {

Description with_sizes(const std::vector<std::uint64_t>& sizes) {
    Description description;
    for (const std::uint64_t size : sizes) {
        const auto name = "p" + std::to_string(description.populations.size());
        description.populations.push_back(neurons(name, size));
    }
    return description;
}

Description with_places(Description description) {
    for (std::size_t p = 0; p < description.populations.size(); ++p) {
        auto& population = description.populations[p];
        population.positions.emplace();
        population.positions->extent.dims = 2;
        population.positions->extent.size = {100, 100, 0};
        if (p % 3 == 2) {
            population.positions->kind = Placement::grid;
            population.positions->shape = {population.size, 1, 1};
        }
    }
    if (!description.populations.empty()) { description.populations.back().positions.reset(); }
    return description;
}

Partition make(Description description, const std::string& kind, int n_ranks, int n_threads) {
    description.partition = kind;
    const std::vector<double> synapses(description.projections.size(), 1000);
    return make_partition({description, synapses, n_ranks, n_threads});
}

std::vector<std::uint64_t> loads(const Partition& partition) {
    std::vector<std::uint64_t> loads;
    for (int w = 0; w < partition.n_shares(); ++w) {
        auto& load = loads.emplace_back(0);
        for (const auto& range : partition.ranges(w)) { load += range.size(); }
    }
    return loads;
}

/// Each neuron has one owner, and both ways to ask for it agree.
void expect_consistent(const Description& description, const Partition& partition) {
    std::vector<std::vector<int>> owner;
    for (const auto& population : description.populations) {
        owner.emplace_back(population.size, -1);
    }
    for (int w = 0; w < partition.n_shares(); ++w) {
        std::uint64_t last = 0;
        std::size_t population = 0;
        for (const auto& range : partition.ranges(w)) {
            EXPECT_EQ(range.first % Partition::grain, 0U);
            EXPECT_GT(range.last, range.first);
            EXPECT_TRUE(range.population > population || range.first >= last) << "not ascending";
            population = range.population;
            last = range.last;
            for (auto i = range.first; i < range.last; ++i) {
                EXPECT_EQ(owner[range.population].at(i), -1) << "owned twice";
                owner[range.population].at(i) = w;
            }
        }
    }
    for (std::size_t p = 0; p < owner.size(); ++p) {
        for (std::uint64_t i = 0; i < owner[p].size(); ++i) {
            const auto run = partition.run_of(p, i);
            ASSERT_LE(run.first, i);
            ASSERT_LT(i, run.last);
            ASSERT_EQ(static_cast<int>(run.share), owner[p][i]) << "neuron " << i << " of " << p;
        }
    }
}

TEST(Partition, GivesEveryNeuronOneOwnerInAllKinds) {
    const auto description =
        with_places(with_sizes({2068, 583, 2191, 547, 485, 106, 1439, 294, 1}));
    for (const auto kind : partition_kinds) {
        for (const auto& [ranks, threads] :
             {std::pair{1, 1}, {2, 1}, {1, 3}, {7, 1}, {16, 4}, {200, 5}}) {
            SCOPED_TRACE(std::string(kind) + " " + std::to_string(ranks) + " x " +
                         std::to_string(threads));
            expect_consistent(description, make(description, std::string(kind), ranks, threads));
        }
    }
}

TEST(Partition, BalancesTotalsToAFewGrains) {
    const auto all = loads(
        partition_evenly(with_sizes({20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948}), 4, 3));

    const auto [least, most] = std::minmax_element(all.begin(), all.end());

    // A grain of rounding, and for each population a last grain that is not full.
    EXPECT_LE(*most - *least, (1 + 8) * Partition::grain);
}

TEST(Partition, DependsOnlyOnTheNumberOfWorkers) {
    const Description description = with_sizes({1000, 77});
    for (const std::string kind : {"even", "round_robin", "by_population"}) {
        const Partition ranks = make(description, kind, 6, 1);
        const Partition threads = make(description, kind, 2, 3);

        EXPECT_EQ(ranks.n_shares(), threads.n_shares());
        for (int worker = 0; worker < 6; ++worker) {
            const auto a = ranks.ranges(worker), b = threads.ranges(worker);
            ASSERT_EQ(a.size(), b.size());
            for (std::size_t i = 0; i < a.size(); ++i) {
                EXPECT_EQ(a[i].first, b[i].first);
                EXPECT_EQ(a[i].last, b[i].last);
            }
        }
    }
}

TEST(Partition, LeavesOutEmptyRanges) {
    const Partition partition = partition_evenly(with_sizes({20, 1}), 1, 4);
    std::size_t n_ranges = 0;
    for (int w = 0; w < 4; ++w) { n_ranges += partition.ranges(w).size(); }

    EXPECT_EQ(n_ranges, 3U);
}

TEST(Partition, FindsOwnersAmongBillionsAtOnce) {
    auto description = with_sizes({3'000'000'000, 1'000'000'000});
    for (const std::string kind : {"even", "round_robin"}) {
        const auto partition = make(description, kind, 65536, 4);
        for (const std::uint64_t index : {0ULL, 1'234'567'891ULL, 2'999'999'999ULL}) {
            const auto run = partition.run_of(0, index);
            EXPECT_LE(run.first, index);
            EXPECT_LT(index, run.last);
            if (kind == "round_robin") { continue; }
            const auto ranges = partition.ranges(static_cast<int>(run.share));
            EXPECT_EQ(ranges.front().first, run.first);
            EXPECT_EQ(ranges.front().last, run.last);
        }
    }
}

TEST(Partition, ByPopulationKeepsPopulationsTogether) {
    const auto partition = make(with_sizes({640, 640, 640, 640}), "by_population", 4, 1);
    for (int w = 0; w < 4; ++w) {
        const auto ranges = partition.ranges(w);
        ASSERT_EQ(ranges.size(), 1U);
        EXPECT_EQ(ranges[0].population, static_cast<std::size_t>(w));
        EXPECT_EQ(ranges[0].size(), 640U);
    }
}

/// Two communities of populations, numbered so that neighbours are in different ones.
Description communities() {
    auto description = with_sizes({800, 800, 800, 800});
    description.duration_ms = 1;
    const auto weight = Distribution::constant(1);
    for (std::size_t a = 0; a < 4; ++a) {
        for (std::size_t b = a % 2; b < 4; b += 2) {
            description.projections.push_back(
                projection(a, b, rule(RuleKind::fixed_indegree, 10), weight));
        }
    }
    return complete(description);
}

TEST(Partition, GraphFindsCommunitiesAndAutoTakesThem) {
    const auto description = communities();
    const std::vector<double> synapses(8, 8000);
    auto asked = description;
    asked.partition = "graph";

    const auto graph = make_partition({asked, synapses, 2, 2});
    const auto chosen = make_partition({description, synapses, 2, 2});

    EXPECT_EQ(chosen.kind, "graph");
    expect_consistent(description, graph);
    for (std::size_t p = 0; p < 4; ++p) {
        const auto first = graph.run_of(p, 0).share / 2;
        for (std::uint64_t i = 0; i < 800; ++i) {
            ASSERT_EQ(graph.run_of(p, i).share / 2, first) << "population " << p << " is cut";
        }
        EXPECT_EQ(first, graph.run_of(p % 2, 0).share / 2);
    }
}

TEST(Partition, GraphCountsCopiesOncePerRankThatHasATarget) {
    const auto description = communities();
    const std::vector<double> synapses(8, 8000), costs(4, 1);
    const auto graph = make_pieces({description, synapses}, costs, 2);
    std::vector<std::uint32_t> together, mixed;
    for (std::size_t i = 0; i < graph.pieces.size(); ++i) {
        together.push_back(graph.pieces[i].population % 2);
        mixed.push_back(i % 2);
    }

    EXPECT_EQ(expected_copies(graph, together), 0);
    // Every neuron has 20 targets, half of them on the other rank: it is heard there but for e^-10.
    const double all = 3200 * 10;
    EXPECT_NEAR(expected_copies(graph, mixed), all, 0.01 * all);
    EXPECT_NEAR(expected_copies_evenly(graph, 2), all, 0.01 * all);
}

TEST(Partition, RulesAloneSayHowMuchStructureCouldSave) {
    const std::vector<double> costs(4, 1);
    const auto alike = [] {
        auto description = with_sizes({800, 800, 800, 800});
        description.duration_ms = 1;
        for (std::size_t a = 0; a < 16; ++a) {
            description.projections.push_back(projection(
                a / 4, a % 4, rule(RuleKind::fixed_indegree, 10), Distribution::constant(1)));
        }
        return complete(description);
    }();
    // Everybody talks to everybody: what a part may have beyond the mean is all that can be saved.
    const std::vector<double> all(16, 8000);
    const double saved = largest_saving(alike, all, costs, 64, 1.05);
    EXPECT_GT(saved, 0.01);
    EXPECT_LT(saved, 0.06);
    EXPECT_EQ(make_partition({alike, all, 64, 1}).kind, "even");
    // Two communities: everything on two ranks, about half of it on many.
    const std::vector<double> half(8, 8000);
    EXPECT_EQ(largest_saving(communities(), half, costs, 2, 1.05), 1);
    // It is a bound: no partition of the graph saves more.
    for (const std::uint64_t n : {4U, 8U}) {
        const auto description = communities();
        const auto graph = make_pieces({description, half}, costs, n);
        const double real =
            1 - expected_copies(graph, cut_graph(graph, n)) / expected_copies_evenly(graph, n);
        EXPECT_GT(real, 0.3) << n;
        EXPECT_LE(real, largest_saving(description, half, costs, n, 1.05)) << n;
    }
}

TEST(Partition, SpatialRegionsHaveEqualCostAndAreCompact) {
    auto description = with_sizes({4096, 1024});
    for (auto& population : description.populations) {
        population.positions.emplace();
        population.positions->extent.dims = 2;
        population.positions->extent.size = {64, 64, 0};
    }
    const auto partition = make(description, "spatial", 16, 1);

    const auto all = loads(partition);
    const auto [least, most] = std::minmax_element(all.begin(), all.end());
    // Both ends of both populations are rounded to grains, and cuts to leaves of the curve.
    EXPECT_LE(*most - *least, 5 * Partition::grain);
    for (int w = 0; w < 16; ++w) {
        for (const auto& range : partition.ranges(w)) {
            const auto& population = description.populations[range.population];
            const Places places(description.seed, range.population, *population.positions,
                                population.size);
            Point low{1e9, 1e9, 0}, high{-1e9, -1e9, 0};
            for (auto i = range.first; i < range.last; ++i) {
                const auto at = places.at(i);
                for (std::size_t axis = 0; axis < 2; ++axis) {
                    low[axis] = std::min(low[axis], at[axis]);
                    high[axis] = std::max(high[axis], at[axis]);
                }
            }
            // A sixteenth of the sheet is a square of 16 x 16; grains spill over into the next.
            EXPECT_LE(high[0] - low[0], 33) << "worker " << w;
            EXPECT_LE(high[1] - low[1], 33) << "worker " << w;
        }
    }
}

TEST(Partition, SynapsesCostLessNearOpenEdges) {
    auto description = with_sizes({1000});
    description.duration_ms = 1;
    auto& positions = description.populations[0].positions.emplace();
    positions.extent.dims = 2;
    positions.extent.size = {1000, 1000, 0};
    auto pairs = rule(RuleKind::pairwise_bernoulli, 0);
    pairs.p = 0.1;
    pairs.space.emplace();
    pairs.space->mask.emplace();
    pairs.space->mask->radius = 200;
    description.projections = {projection(0, 0, pairs, Distribution::constant(1))};

    const auto profile = indegree_profile(description, description.projections[0]);

    // 16 x 16 pieces; the first is a corner: a disc around its middle, 31.25 from both edges, is cut to
    // a quarter and a bit. Most pieces have the whole disc.
    ASSERT_EQ(profile.size(), 256U);
    const double most = *std::max_element(profile.begin(), profile.end());
    EXPECT_NEAR(profile[0] / most, 0.36, 0.02);
    EXPECT_NEAR(std::accumulate(profile.begin(), profile.end(), 0.0), 256, 1e-9);
    EXPECT_GT(std::count_if(profile.begin(), profile.end(),
                            [&](double one) { return one > 0.999 * most; }),
              80);
    positions.extent.periodic = true;
    EXPECT_TRUE(indegree_profile(description, description.projections[0]).empty());
}

TEST(Partition, GraphRefusesMoreRanksThanItServes) {
    EXPECT_THROW((void)make(with_sizes({100}), "graph", 5000, 1), ConfigError);
}

}  // namespace
}  // namespace callosum::test
