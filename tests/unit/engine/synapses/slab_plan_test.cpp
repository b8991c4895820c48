#include "engine/synapses/slab_plan.hpp"

#include <gtest/gtest.h>

namespace callosum::test {
namespace {

TEST(SlabPlan, TilesWhereDrawingIsCheap) {
    const auto slabs = plan_slabs({.sources = 10'000, .per_source = 100, .cells = 16});

    EXPECT_EQ(slabs.size, tile_size);
    EXPECT_DOUBLE_EQ(slabs.expected, 100.0 * tile_size);
    EXPECT_FALSE(slabs.sorted);
}

TEST(SlabPlan, SamplersMayAskForMoreTiles) {
    const auto slabs =
        plan_slabs({.sources = 10'000, .per_source = 100, .cells = 16, .wanted = 300});

    EXPECT_EQ(slabs.size, 3 * tile_size);
}

TEST(SlabPlan, AnEighthOfTheSourcesInWholeTilesWhereDrawingIsNot) {
    const auto slabs =
        plan_slabs({.sources = 10'000, .per_source = 100, .cells = 16, .cheap = false});

    EXPECT_EQ(slabs.size, 10 * tile_size);
}

TEST(SlabPlan, AQuarterIsSortedWhereCellsAreMoreThanSynapses) {
    SlabQuestion question{.sources = 10'000, .per_source = 1, .cells = 16, .cheap = false};
    EXPECT_FALSE(plan_slabs(question).sorted);
    question.packed = true;

    const auto slabs = plan_slabs(question);

    EXPECT_TRUE(slabs.sorted);
    EXPECT_EQ(slabs.size, 20 * tile_size);
}

TEST(SlabPlan, TablesOfCountsStaySmall) {
    const auto cheap = plan_slabs({.sources = 1'000'000, .per_source = 1, .cells = 1U << 20U});
    const auto costly =
        plan_slabs({.sources = 1'000'000, .per_source = 1e4, .cells = 1U << 12U, .cheap = false});

    EXPECT_EQ(cheap.size, tile_size);
    EXPECT_EQ(costly.size, 512 * tile_size);
}

TEST(SlabPlan, APopulationSmallerThanASlabIsOne) {
    const auto slabs = plan_slabs({.sources = 10, .per_source = 7, .cells = 2});

    EXPECT_EQ(slabs.size, tile_size);
    EXPECT_DOUBLE_EQ(slabs.expected, 70);
}

}  // namespace
}  // namespace callosum::test
