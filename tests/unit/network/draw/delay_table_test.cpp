#include "network/draw/delay_table.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace callosum::test {
namespace {

using Kind = Distribution::Kind;

void expect_exact(const Distribution& delay, double dt_ms) {
    const DelayTable table(delay, dt_ms);
    std::mt19937 words(7);
    std::vector<std::uint32_t> tried{0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF};
    for (int i = 0; i < 20000; ++i) { tried.push_back(static_cast<std::uint32_t>(words())); }
    for (const std::uint32_t u : tried) {
        const double steps = std::max(1.0, std::round(delay.quantile(u) / dt_ms));
        ASSERT_EQ(table(u), static_cast<std::uint32_t>(steps)) << u;
    }
}

TEST(DelayTable, EqualsTheRoundedQuantile) {
    expect_exact({Kind::normal, 1.5, 0.75, 0.05}, 0.1);
    expect_exact({Kind::normal, 0.75, 0.375, 0.1, 3, Distribution::Outside::clip}, 0.1);
    expect_exact({Kind::uniform, 0.5, 2.5}, 0.1);
    expect_exact({Kind::lognormal, 0.1, 0.8, 0.1, 50}, 0.025);
    expect_exact({Kind::exponential, 2, 0, 0.1}, 0.1);
    expect_exact({Kind::normal, 15, 1e-7}, 0.1);
}

TEST(DelayTable, HoldsConstants) {
    const DelayTable table(Distribution::constant(1.5), 0.1);

    EXPECT_TRUE(table.is_constant());
    EXPECT_EQ(table(0), 15U);
    EXPECT_EQ(table(~0U), 15U);
}

TEST(DelayTable, ManagesManySteps) {
    const Distribution delay{Kind::uniform, 0.1, 6553.5};
    const DelayTable table(delay, 0.1);

    EXPECT_EQ(table.smallest(), 1U);
    EXPECT_EQ(table.largest(), 65535U);
    expect_exact(delay, 0.1);
}

TEST(DelayTable, IsAtLeastOneStep) {
    EXPECT_EQ(delay_steps(0.01, 0.1), 1U);
    EXPECT_EQ(delay_steps(-3, 0.1), 1U);
    EXPECT_EQ(DelayTable({Kind::normal, 0, 1, -5, 5}, 0.1).smallest(), 1U);
}

}  // namespace
}  // namespace callosum::test
