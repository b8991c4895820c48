#include "models/synapse/vogels_sprekeler_synapse.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/models/synapse/lone_synapse.hpp"

namespace callosum::test {
namespace vogels_sprekeler_synapse_test {
namespace {

using Params = std::map<std::string, double>;
using Rule = VogelsSprekelerSynapse;

const Params params{{"tau", 20}, {"alpha", 0.12}, {"eta", 0.01}, {"Wmax", 1}};
const Params inhibitory{{"tau", 20}, {"alpha", 0.12}, {"eta", 0.01}, {"Wmax", -1}};
constexpr double less = 0.01 * 0.12;
constexpr double tolerance = 1e-15;

TEST(VogelsSprekelerSynapse, RisesByPairsInEitherOrderAndFallsWithEverySpike) {
    for (const double gap : {5.0, -5.0, 10.0, -10.0, 20.0, -20.0}) {
        const double change = 0.01 * std::exp(-std::abs(gap) / 20) - less;

        EXPECT_NEAR(change_by_pair<Rule>(params, 0.5, gap), change, tolerance) << gap;
        EXPECT_NEAR(change_by_pair<Rule>(inhibitory, -0.5, gap), change, tolerance) << gap;
    }
}

TEST(VogelsSprekelerSynapse, StaysWithinZeroAndItsBound) {
    LoneSynapse<Rule> low(inhibitory, -0.001), high(inhibitory, -0.999);
    high.pre(100);
    high.post(100.1);

    EXPECT_EQ(low.pre(100), 0);
    EXPECT_EQ(high.weight(), 1);
    EXPECT_NEAR(high.pre(100.2), 1 - less, tolerance) << "bounded first, then depressed";
}

TEST(VogelsSprekelerSynapse, IsInBalanceAtTheTargetRate) {
    // Independent Poisson spikes at alpha / (2 tau) = 3 spikes/s: the mean drift of a presynaptic spike is
    // eta (2 tau rate - alpha) = 0. Regular postsynaptic spikes are spread over the phases instead.
    LoneSynapse<Rule> synapse({{"eta", 1e-7}, {"tau", 20}, {"alpha", 0.12}, {"Wmax", 1}}, 0.5);
    const double interval = 2 * 20 / 0.12;
    const int n = 3000;
    double pre = 1000, next_post = 1000;
    for (int k = 0; k < n; ++k, pre += interval * 1.618033988749895) {
        for (; next_post < pre; next_post += interval) { synapse.post(next_post); }
        synapse.pre(pre);
    }

    const double drift_per_spike = (synapse.weight() - 0.5) / (1e-7 * n);
    EXPECT_NEAR(drift_per_spike, 0, 0.12 * 0.01);
}

}  // namespace
}  // namespace vogels_sprekeler_synapse_test
}  // namespace callosum::test
