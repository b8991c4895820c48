#include "models/stimulus/poisson_table.hpp"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/random.hpp"

namespace callosum::test {
namespace {

double probability(double mean, double k) {
    if (mean == 0) { return k == 0 ? 1 : 0; }
    return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
}

/// Chi-square of counts against the distribution; counts that are expected below 10 times are pooled.
/// Returned as standard deviations above its mean.
double deviation(const std::map<std::int64_t, int>& counts, double mean, int n) {
    double chi_square = 0;
    int bins = 0;
    double pooled_expected = 0;
    double pooled_found = 0;
    const double spread = 12 * std::sqrt(mean) + 20;
    const auto first = static_cast<std::int64_t>(std::max(0.0, mean - spread));
    const auto last = static_cast<std::int64_t>(mean + spread);
    for (std::int64_t k = first; k <= last; ++k) {
        const auto at = counts.find(k);
        pooled_expected += n * probability(mean, static_cast<double>(k));
        pooled_found += at == counts.end() ? 0 : at->second;
        if (pooled_expected < 10) { continue; }
        chi_square += std::pow(pooled_found - pooled_expected, 2) / pooled_expected;
        ++bins;
        pooled_expected = pooled_found = 0;
    }
    const double degrees = std::max(1, bins - 1);
    return (chi_square - degrees) / std::sqrt(2 * degrees);
}

constexpr double means[] = {0.0, 1e-9, 0.0008, 0.8, 7.5, 15, 31, 100, 4000, 123456.7, 1e6};

TEST(PoissonTable, HoldsTheProbabilitiesToItsResolution) {
    for (const double mean : means) {
        const PoissonTable table = make_poisson_table(mean);
        const std::size_t size = table.threshold.size();
        const std::uint64_t column = std::uint64_t{1} << (32 - table.bits);
        ASSERT_EQ(size, std::size_t{1} << table.bits);
        std::vector<std::uint64_t> words(size, 0);  // how many of 2^32 words give each count
        for (std::size_t i = 0; i < size; ++i) {
            words[i] += table.threshold[i];
            words[static_cast<std::size_t>(table.alias[i])] += column - table.threshold[i];
        }

        double dropped = 1;
        for (std::size_t i = 0; i < size; ++i) {
            const double exact =
                probability(mean, static_cast<double>(table.first) + static_cast<double>(i));
            dropped -= exact;
            // Half a word of rounding for every column that gives this count, and 1e-9 of lgamma
            // at large means.
            const double tolerance = static_cast<double>(size) * 0x1p-33 + 0x1p-32 + 1e-8 * exact;
            ASSERT_NEAR(static_cast<double>(words[i]) * 0x1p-32, exact, tolerance)
                << "mean " << mean << " count " << table.first << " + " << i;
        }
        // lgamma's error, 1e-9 at a mean of 1e6, stands beside the tails.
        EXPECT_LT(dropped, 0x1p-32 + 1e-15 * mean) << mean;
    }
}

TEST(PoissonTable, IsSmallForTheMeansOfUsualNetworks) {
    EXPECT_TRUE(make_poisson_table(0).is_small());
    EXPECT_TRUE(make_poisson_table(8).is_small());
    EXPECT_FALSE(make_poisson_table(30).is_small());
}

TEST(PoissonTable, DrawsItsDistribution) {
    for (const double mean : {0.05, 1.0, 12.0, 700.0}) {
        const PoissonTable table = make_poisson_table(mean);
        const Ars random(12, Purpose::poisson, 1);
        std::map<std::int64_t, int> counts;
        constexpr int n = 200000;
        for (std::uint32_t i = 0; i < n; ++i) { ++counts[table(random(i, 0, 0, 0)[0])]; }

        EXPECT_LT(std::abs(deviation(counts, mean, n)), 5) << mean;
    }
}

TEST(PoissonTable, RefusesMeansBeyondItsLimit) {
    EXPECT_THROW((void)make_poisson_table(1.01e6), LimitError);
    EXPECT_THROW((void)make_poisson_table(-1), LimitError);
    EXPECT_THROW((void)make_poisson_table(std::nan("")), LimitError);
}

std::int64_t draw(double mean, std::uint32_t i) {
    const Ars random(13, Purpose::poisson, 2);
    return draw_poisson(mean, [&](std::uint32_t w) { return random(i, w / 4, 0, 1)[w % 4]; });
}

TEST(PoissonDraw, DrawsItsDistributionOnBothSidesOfItsTwoMethods) {
    for (const double mean : {0.01, 0.7, 5.0, 9.99, 10.01, 14.0, 60.0, 3000.0, 2e5}) {
        std::map<std::int64_t, int> counts;
        constexpr int n = 100000;
        for (std::uint32_t i = 0; i < n; ++i) { ++counts[draw(mean, i)]; }

        EXPECT_LT(std::abs(deviation(counts, mean, n)), 5) << mean;
    }
}

TEST(PoissonDraw, HasMeanAndVarianceOfLargeMeans) {
    for (const double mean : {1e4, 1e6, 1e8}) {
        constexpr int n = 40000;
        double sum = 0;
        double squares = 0;
        for (std::uint32_t i = 0; i < n; ++i) {
            const double x = static_cast<double>(draw(mean, i)) - mean;
            sum += x;
            squares += x * x;
        }

        // Five standard errors; the variance of a variance is 2 / n of its square.
        EXPECT_LT(std::abs(sum / n), 5 * std::sqrt(mean / n));
        EXPECT_LT(std::abs(squares / n / mean - 1), 5 * std::sqrt(2.0 / n));
    }
}

TEST(PoissonDraw, GivesNothingWithoutARate) {
    EXPECT_EQ(draw(0, 1), 0);
    EXPECT_EQ(draw(-1, 1), 0);
}

TEST(LogFactorial, EqualsTheGammaFunction) {
    for (double k = 0; k < 200; k += 1) {
        // The series is cut behind its third term: 1e-12 at its worst point, k = 16.
        EXPECT_NEAR(detail::log_factorial(k), std::lgamma(k + 1), 1e-11) << k;
    }
}

/// Words at both sides of every threshold, and others.
TEST(PoissonTable, InItsSmallFormGivesTheSameNumbers) {
    for (const double mean : {0.0, 0.08, 1.0, 2.0, 6.5}) {
        const PoissonTable table = make_poisson_table(mean);
        ASSERT_TRUE(table.is_small());
        const AliasTable32 other = small(table);
        for (std::uint32_t column = 0; column < 32; ++column) {
            const std::uint32_t base = column << 27U;
            const std::uint32_t edge = table.threshold[column];
            for (const std::uint32_t rest : {0U, edge - 1, edge, edge + 1, (1U << 27U) - 1}) {
                if (rest >> 27U != 0) { continue; }
                EXPECT_EQ(other(base + rest), table(base + rest)) << column << ' ' << rest;
            }
        }
    }
}

}  // namespace
}  // namespace callosum::test
