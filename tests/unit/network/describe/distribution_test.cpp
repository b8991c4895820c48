#include "network/describe/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace callosum::test {
namespace {

using Kind = Distribution::Kind;
using Outside = Distribution::Outside;
constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<Distribution> samples() {
    return {
        {Kind::constant, 3, 0},
        {Kind::uniform, -1, 4},
        {Kind::uniform, -1, 4, 0, 2},
        {Kind::uniform, -1, 4, 0, 2, Outside::clip},
        {Kind::normal, 87.8, 8.78},
        {Kind::normal, 1.5, 0.75, 0.05},
        {Kind::normal, 1.5, 0.75, 1, 2, Outside::clip},
        {Kind::normal, -350, 35, -infinity, 0},
        {Kind::normal, 0, 1, 3, 9},
        {Kind::lognormal, 0.3, 0.5},
        {Kind::lognormal, 0.3, 0.5, 0.7, 3},
        {Kind::lognormal, 0.3, 0.5, 0.7, 3, Outside::clip},
        {Kind::exponential, 2, 0},
        {Kind::exponential, 2, 0, 1, 5},
        {Kind::exponential, 2, 0, 1, 5, Outside::clip},
    };
}

TEST(Distribution, VectorAndScalarQuantilesHaveTheSameBits) {
    std::mt19937 words(3);
    std::vector<std::uint32_t> u{0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    while (u.size() < 1003) { u.push_back(static_cast<std::uint32_t>(words())); }
    std::vector<double> out(u.size());
    for (const Distribution& distribution : samples()) {
        QuantileFunction(distribution).many(u.data(), out.data(), u.size());
        for (std::size_t i = 0; i < u.size(); ++i) {
            ASSERT_EQ(out[i], distribution.quantile(u[i])) << i;
        }
    }
}

TEST(Distribution, QuantilesRiseAndStayInBounds) {
    for (const Distribution& distribution : samples()) {
        double last = -infinity;
        for (std::uint64_t u = 0; u < (std::uint64_t{1} << 32); u += 1000003) {
            const double value = distribution.quantile(static_cast<std::uint32_t>(u));
            ASSERT_GE(value, last);
            ASSERT_GE(value, distribution.min);
            ASSERT_LE(value, distribution.max);
            last = value;
        }
        EXPECT_LE(last, distribution.largest());
    }
}

TEST(Distribution, MeanAndDeviationAreThoseOfTheQuantiles) {
    for (const Distribution& distribution : samples()) {
        constexpr std::uint32_t n = 1U << 17;
        double sum = 0;
        double squares = 0;
        const double centre = distribution.quantile(1U << 31);
        for (std::uint32_t i = 0; i < n; ++i) {
            const double x = distribution.quantile((i << 15) | 0x4000U) - centre;
            sum += x;
            squares += x * x;
        }
        const double mean = centre + sum / n;
        const double deviation = std::sqrt(std::max(0.0, squares / n - (sum / n) * (sum / n)));

        // The midpoint rule drops part of the tails.
        EXPECT_NEAR(distribution.mean(), mean, 1e-4 * (deviation + 1e-9));
        EXPECT_NEAR(distribution.standard_deviation(), deviation, 1e-3 * deviation + 1e-12);
    }
}

TEST(Distribution, RedrawingGivesTheTruncatedNormal) {
    const Distribution truncated{Kind::normal, 0, 1, -1, 2};

    // P(X < 0 | -1 < X < 2) = (0.5 - 0.158655) / (0.977250 - 0.158655)
    const double p = (0.5 - 0.15865525393145707) / (0.97724986805182079 - 0.15865525393145707);
    const auto u = static_cast<std::uint32_t>(p * 0x1p32);

    EXPECT_NEAR(truncated.quantile(u), 0, 1e-8);
}

TEST(Distribution, UpperTailsKeepTheirDigits) {
    const Distribution tail{Kind::normal, 0, 1, 12, 13};

    const double low = tail.quantile(1U << 30);
    const double high = tail.quantile(3U << 30);

    // Nearly exponential above 12 with rate 12: the quartiles lie 0.0235 and 0.113 above.
    EXPECT_NEAR(low, 12.0238, 5e-4);
    EXPECT_NEAR(high, 12.1143, 1e-3);
}

TEST(Distribution, ClippingPutsTheRestOnTheBounds) {
    const Distribution clipped{Kind::normal, 0, 1, -1, 1, Outside::clip};

    EXPECT_EQ(clipped.smallest(), -1);
    EXPECT_EQ(clipped.quantile(1U << 28), -1);
    EXPECT_NEAR(clipped.quantile(1U << 31), 0, 1e-9);
    EXPECT_EQ(clipped.largest(), 1);
}

TEST(Distribution, ScalesEveryDraw) {
    for (const Distribution& distribution : samples()) {
        const Distribution scaled = distribution.scaled(0.25);
        for (const std::uint32_t u : {0U, 1U << 30, 0xC0000123U, ~0U}) {
            const double expected = 0.25 * distribution.quantile(u);
            EXPECT_NEAR(scaled.quantile(u), expected, 1e-13 * std::abs(expected));
        }
    }
}

TEST(Distribution, WithoutSpreadIsAConstant) {
    EXPECT_EQ((Distribution{Kind::normal, 5, 0}).quantile(123), 5);
    EXPECT_EQ((Distribution{Kind::normal, 5, 0}).standard_deviation(), 0);
    EXPECT_NEAR((Distribution{Kind::lognormal, 1, 0}).mean(), std::exp(1.0), 1e-14);
    EXPECT_EQ((Distribution{Kind::uniform, 2, 2}).largest_abs(), 2);
}

}  // namespace
}  // namespace callosum::test
