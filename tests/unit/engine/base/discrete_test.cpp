#include "engine/base/discrete.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/network/draw/drawn.hpp"

namespace callosum::test {
namespace {

/// Chi-square of observed counts against probabilities, cells merged until each expects 10, as a
/// standard normal deviate (Wilson-Hilferty).
double chi_square_deviate(const std::map<std::uint64_t, double>& observed, double n,
                          const std::function<double(std::uint64_t)>& probability,
                          std::uint64_t most) {
    double chi_square = 0;
    double expected = 0;
    double seen = 0;
    double left = n;
    int cells = 0;
    for (std::uint64_t k = 0; k <= most; ++k) {
        const double here = n * probability(k);
        expected += here;
        const auto found = observed.find(k);
        seen += found == observed.end() ? 0.0 : found->second;
        if (expected >= 10 && left - expected >= 10) {
            chi_square += (seen - expected) * (seen - expected) / expected;
            left -= expected;
            expected = seen = 0;
            ++cells;
        }
    }
    if (expected > 0) { chi_square += (seen - expected) * (seen - expected) / expected; }
    if (cells == 0) { return 0; }
    const double h = 2.0 / (9.0 * cells);
    return (std::cbrt(chi_square / cells) - (1 - h)) / std::sqrt(h);
}

constexpr int n_draws = 40000;

template <class Draw>
std::vector<std::uint64_t> draws(const Draw& draw, std::uint32_t stream) {
    const Ars ars(99, Purpose::tile, stream);
    std::vector<std::uint64_t> values;
    for (std::uint32_t i = 0; i < n_draws; ++i) {
        Uniforms uniforms(ars, 1, i, 0, 0);
        values.push_back(draw(uniforms));
    }
    return values;
}

/// Mean within 5 standard errors, variance within 6 % (a standard error is 0.7 % for a near-normal
/// one), counts by chi-square within 5 sigma.
void expect_distributed(const std::vector<std::uint64_t>& values, double mean, double variance,
                        const std::function<double(std::uint64_t)>& probability,
                        std::uint64_t most) {
    const Statistics found = statistics(values);
    EXPECT_NEAR(found.mean, mean, 5 * std::sqrt(variance / n_draws) + 1e-12);
    EXPECT_NEAR(found.variance, variance, 0.06 * variance + 5 * std::sqrt(variance / n_draws));
    std::map<std::uint64_t, double> observed;
    for (const auto value : values) {
        ASSERT_LE(value, most);
        observed[value] += 1;
    }
    EXPECT_LT(chi_square_deviate(observed, n_draws, probability, most), 5);
}

TEST(Discrete, LogarithmsOfProbabilitiesAgreeWithDirectSums) {
    EXPECT_NEAR(log_binomial(3, 10, 0.25), std::log(120 * std::pow(0.25, 3) * std::pow(0.75, 7)),
                1e-13);
    EXPECT_NEAR(log_binomial(0, 10, 0.25), 10 * std::log(0.75), 1e-13);
    EXPECT_NEAR(log_poisson(4, 2.5), std::log(std::pow(2.5, 4) * std::exp(-2.5) / 24), 1e-13);
    EXPECT_NEAR(log_hypergeometric(2, 5, 7, 4), std::log(10.0 * 21.0 / 495.0), 1e-13);
    double sum = 0;
    for (int k = 0; k <= 500; ++k) { sum += std::exp(log_hypergeometric(k, 500, 3000, 700)); }
    EXPECT_NEAR(sum, 1, 1e-11);
}

TEST(Discrete, LogarithmsKeepTheirDigitsForHugeNumbers) {
    // Near the mode of 10^15 trials, one step changes the probability by a known ratio.
    const double n = 1e15;
    const double p = 0.125;
    const double k = 1.25e14 + 3e7;
    const double ratio = std::log((n - k) / (k + 1) * (p / (1 - p)));

    EXPECT_NEAR(log_binomial(k + 1, n, p) - log_binomial(k, n, p), ratio, 1e-9);
}

TEST(Discrete, BinomialNumbersAreBinomial) {
    std::uint32_t stream = 0;
    for (const auto& [n, p] : std::vector<std::pair<std::uint64_t, double>>{{1, 0.3},
                                                                            {20, 0.4},
                                                                            {50, 0.1},
                                                                            {50, 0.9},
                                                                            {100, 0.1},
                                                                            {100, 0.5},
                                                                            {1000, 0.02},
                                                                            {20000, 0.01},
                                                                            {300, 0.93}}) {
        const auto trials = static_cast<double>(n);
        const auto values =
            draws([&, n = n, p = p](Uniforms& u) { return draw_binomial(u, n, p); }, ++stream);
        expect_distributed(
            values, trials * p, trials * p * (1 - p),
            [&, p = p](std::uint64_t k) {
                return std::exp(log_binomial(static_cast<double>(k), trials, p));
            },
            n);
    }
}

TEST(Discrete, BinomialNumbersOfManyTrialsHaveTheRightMoments) {
    const double n = 1e12;
    const auto values =
        draws([&](Uniforms& u) { return draw_binomial(u, 1000000000000, 0.25); }, 77);

    const Statistics found = statistics(values);

    EXPECT_NEAR(found.mean, 0.25 * n, 5 * std::sqrt(n * 0.1875 / n_draws));
    EXPECT_NEAR(found.variance, 0.1875 * n, 0.05 * 0.1875 * n);
}

TEST(Discrete, HypergeometricNumbersAreHypergeometric) {
    std::uint32_t stream = 100;
    struct Urn {
        std::uint64_t marked, unmarked, draws;
    };
    for (const Urn& urn : std::vector<Urn>{{5, 7, 4},
                                           {7, 5, 8},
                                           {50, 50, 50},
                                           {100, 900, 300},
                                           {900, 100, 300},
                                           {900, 100, 800},
                                           {16384, 150000, 9000},
                                           {300, 20, 310},
                                           {40, 100000, 50000}}) {
        const auto m = static_cast<double>(urn.marked);
        const auto r = static_cast<double>(urn.unmarked);
        const auto d = static_cast<double>(urn.draws);
        const double all = m + r;
        const auto values = draws(
            [&](Uniforms& u) {
                return draw_hypergeometric(u, urn.marked, urn.unmarked, urn.draws);
            },
            ++stream);
        // log_hypergeometric wants k inside its support.
        const double least = std::max(0.0, d - r);
        expect_distributed(
            values, d * m / all, d * m / all * (r / all) * (all - d) / (all - 1),
            [&](std::uint64_t k) {
                const auto x = static_cast<double>(k);
                return x < least ? 0.0 : std::exp(log_hypergeometric(x, m, r, d));
            },
            std::min(urn.marked, urn.draws));
    }
}

TEST(Discrete, PoissonNumbersArePoisson) {
    std::uint32_t stream = 200;
    for (const double mean : {0.1, 3.0, 9.9, 10.1, 55.0, 4000.0}) {
        const auto values = draws([&](Uniforms& u) { return draw_poisson(u, mean); }, ++stream);
        expect_distributed(
            values, mean, mean,
            [&](std::uint64_t k) { return std::exp(log_poisson(static_cast<double>(k), mean)); },
            static_cast<std::uint64_t>(mean + 20 * std::sqrt(mean) + 20));
    }
}

TEST(Discrete, EdgesNeedNoDraw) {
    const Ars ars(1, Purpose::tile, 0);
    Uniforms uniforms(ars, 1, 0, 0, 0);

    EXPECT_EQ(draw_binomial(uniforms, 0, 0.5), 0U);
    EXPECT_EQ(draw_binomial(uniforms, 10, 0), 0U);
    EXPECT_EQ(draw_binomial(uniforms, 10, 1), 10U);
    EXPECT_EQ(draw_hypergeometric(uniforms, 0, 10, 5), 0U);
    EXPECT_EQ(draw_hypergeometric(uniforms, 10, 0, 5), 5U);
    EXPECT_EQ(draw_hypergeometric(uniforms, 4, 6, 10), 4U);
    EXPECT_EQ(draw_poisson(uniforms, 0), 0U);
}

}  // namespace
}  // namespace callosum::test
