#include "network/partition/partition.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace callosum::test {
namespace {

Description with_sizes(const std::vector<std::uint64_t>& sizes) {
    Description description;
    for (const std::uint64_t size : sizes) {
        Population population;
        population.size = size;
        description.populations.push_back(population);
    }
    return description;
}

TEST(Partition, CoversEveryNeuronOnce) {
    const std::vector<std::uint64_t> sizes{20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948, 1};
    for (const int n_workers : {1, 2, 3, 7, 64, 1000}) {
        const Partition partition = partition_evenly(with_sizes(sizes), n_workers, 1);
        std::vector<std::uint64_t> next(sizes.size(), 0);
        for (const auto& ranges : partition.workers) {
            for (const NeuronRange& range : ranges) {
                EXPECT_EQ(range.first, next[range.population]);
                EXPECT_EQ(range.first % Partition::grain, 0U);
                EXPECT_GT(range.last, range.first);
                next[range.population] = range.last;
            }
        }
        EXPECT_EQ(next, sizes);
    }
}

TEST(Partition, BalancesTotalsToAFewGrains) {
    const Partition partition =
        partition_evenly(with_sizes({20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948}), 4, 3);
    std::vector<std::uint64_t> loads;
    for (const auto& ranges : partition.workers) {
        std::uint64_t load = 0;
        for (const NeuronRange& range : ranges) { load += range.size(); }
        loads.push_back(load);
    }

    const auto [least, most] = std::minmax_element(loads.begin(), loads.end());

    // A grain of rounding, and for each population a last grain that is not full.
    EXPECT_LE(*most - *least, (1 + 8) * Partition::grain);
}

TEST(Partition, DependsOnlyOnTheNumberOfWorkers) {
    const Description description = with_sizes({1000, 77});

    const Partition ranks = partition_evenly(description, 6, 1);
    const Partition threads = partition_evenly(description, 2, 3);

    EXPECT_EQ(ranks.n_workers(), threads.n_workers());
    for (std::size_t worker = 0; worker < 6; ++worker) {
        ASSERT_EQ(ranks.workers[worker].size(), threads.workers[worker].size());
        for (std::size_t i = 0; i < ranks.workers[worker].size(); ++i) {
            EXPECT_EQ(ranks.workers[worker][i].first, threads.workers[worker][i].first);
            EXPECT_EQ(ranks.workers[worker][i].last, threads.workers[worker][i].last);
        }
    }
}

TEST(Partition, LeavesOutEmptyRanges) {
    const Partition partition = partition_evenly(with_sizes({20, 1}), 1, 4);
    std::size_t n_ranges = 0;
    for (const auto& ranges : partition.workers) { n_ranges += ranges.size(); }

    EXPECT_EQ(n_ranges, 3U);
}

}  // namespace
}  // namespace callosum::test
