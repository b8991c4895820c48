#include "network/space/means.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace callosum::test {
namespace means_test {
namespace {

Positions sheet(bool periodic, Placement kind = Placement::free) {
    Positions positions;
    positions.kind = kind;
    positions.extent = {2, {0, 0, 0}, {1000, 1000, 0}, periodic};
    positions.shape = {50, 50, 1};
    return positions;
}

SpatialRule exponential() {
    SpatialRule rule;
    rule.mask.emplace();
    rule.mask->radius = 400;
    rule.kernel = Expression("0.7*exp(-x/80)");
    return rule;
}

constexpr double beta = 80;

/// Over the disc of the mask, per area of the sheet.
double on_a_torus() {
    return 0.7 * 2 * std::numbers::pi * beta * beta * (1 - 6 * std::exp(-5.0)) / 1e6;
}

TEST(KernelMeans, AreTheIntegralOnATorus) {
    const Positions own = sheet(true);
    const KernelMeans means = kernel_means(exponential(), {own, 1000}, {own, 500}, false);
    EXPECT_NEAR(means.pair / on_a_torus(), 1, 2e-3);
    EXPECT_GE(means.most, on_a_torus());
    EXPECT_LE(means.most, 1.03 * on_a_torus());
}

TEST(KernelMeans, AreLessWhereEdgesAreOpenButNotInTheMiddle) {
    const Positions own = sheet(false);
    const KernelMeans means = kernel_means(exponential(), {own, 1000}, {own, 500}, false);
    // A pair at (dx, dy) fits into the sheet with probability (1 - |dx| / L) (1 - |dy| / L); moments of
    // r in the disc: <|dx|> = 2 <r> / pi, <|dx dy|> = <r^2> / pi.
    const double e = std::exp(-5.0);
    const double m1 = 2 * (1 - 18.5 * e) / (1 - 6 * e) * beta / 1000;
    const double m2 = 6 * (1 - (18.5 + 125.0 / 6) * e) / (1 - 6 * e) * beta * beta / 1e6;
    EXPECT_NEAR(means.pair / on_a_torus(), 1 - 4 / std::numbers::pi * m1 + m2 / std::numbers::pi,
                3e-3);
    EXPECT_GE(means.most, on_a_torus());
}

TEST(KernelMeans, OfAGridAreEstimatedAndBounded) {
    const Positions grid = sheet(true, Placement::grid);
    const KernelMeans means = kernel_means(exponential(), {grid, 2500}, {grid, 2500}, true);
    // 65536 pairs at random.
    EXPECT_NEAR(means.pair / on_a_torus(), 1, 0.1);
    EXPECT_GE(means.most, on_a_torus());
}

TEST(KernelMeans, ReachAsFarAsTheMaskOrTheExtent) {
    const SpatialRule rule = exponential();
    EXPECT_DOUBLE_EQ(largest_distance(&rule, sheet(true).extent), 400);
    EXPECT_NEAR(largest_distance(nullptr, sheet(true).extent), 500 * std::sqrt(2.0), 1e-9);
    EXPECT_NEAR(largest_distance(nullptr, sheet(false).extent), 1000 * std::sqrt(2.0), 1e-9);
}

}  // namespace
}  // namespace means_test
}  // namespace callosum::test
