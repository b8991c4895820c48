#include "models/synapse/random_release.hpp"

#include <cmath>
#include <utility>

#include <gtest/gtest.h>

#include "models/synapse/bernoulli_synapse.hpp"
#include "models/synapse/quantal_stp_synapse.hpp"

namespace callosum {
namespace random_release_test {
namespace {

/// Mean and variance of a function of a uniform number, by the midpoints of n equal parts.
template <class F>
std::pair<double, double> moments(int n, const F& f) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; ++i) {
        const double x = f((i + 0.5) / n);
        sum += x;
        squares += x * x;
    }
    return {sum / n, squares / n - sum / n * sum / n};
}

TEST(Binomial, HasTheMeanAndVarianceOfItsDistribution) {
    for (const auto& [n, p] : {std::pair{1, 0.3}, {5, 0.5}, {20, 0.95}, {1000, 0.01}}) {
        const auto [mean, variance] =
            moments(200000, [&](double u) { return rule::binomial(n, p, u); });

        // Midpoints are off by at most one step of the sum per possible number.
        EXPECT_NEAR(mean, n * p, 1e-3 * (1 + n * p)) << n << ' ' << p;
        EXPECT_NEAR(variance, n * p * (1 - p), 1e-2 * (1 + n * p * (1 - p))) << n << ' ' << p;
    }
}

TEST(Binomial, IsExactAtTheEnds) {
    EXPECT_EQ(rule::binomial(7, 0, 0.999), 0);
    EXPECT_EQ(rule::binomial(7, 1, 0.001), 7);
    EXPECT_EQ(rule::binomial(0, 0.5, 0.5), 0);
}

TEST(BernoulliSynapse, TransmitsWithItsProbability) {
    const auto k = BernoulliSynapse::prepare({0.25}, 1, {}, 0.1);
    const auto [mean, variance] = moments(10000, [&](double u) {
        auto s = BernoulliSynapse::initial(8);
        return BernoulliSynapse::release(s, k, {}, {u, 0.5});
    });

    EXPECT_NEAR(mean, 2, 1e-3);
    EXPECT_NEAR(variance, 64 * 0.25 * 0.75, 1e-2);
}

TEST(QuantalStpSynapse, ReleasesFilledSitesAndFillsThemAgain) {
    using Rule = QuantalStpSynapse;
    const Rule::Params params{0.5, 0.5, 10, 100, 0};  // U, u, n, tau_rec, tau_fac
    const auto k = Rule::prepare(params, 1, {}, 0.1);
    Rule::Source<double> source{};
    Rule::age(source, k, 1000);

    const auto [mean, variance] = moments(100000, [&](double u) {
        auto s = Rule::initial(2);
        return Rule::release(s, k, source, {0.5, u});
    });
    EXPECT_NEAR(mean, 2 * 10 * 0.5, 1e-3);
    EXPECT_NEAR(variance, 4 * 10 * 0.25, 1e-1);

    // All sites empty: after h they are filled with probability 1 - exp(-h / tau_rec).
    Rule::count(source);
    Rule::age(source, k, 500);  // 50 ms
    const auto [filled, ignored] = moments(100000, [&](double u) {
        Rule::State<double> s{2, 0, 10};
        (void)Rule::release(s, k, source, {u, 1e-9});  // hardly anything is released
        return 10 - s.empty;
    });
    EXPECT_NEAR(filled, 10 * (1 - std::exp(-0.5)), 1e-2);
}

}  // namespace
}  // namespace random_release_test
}  // namespace callosum
