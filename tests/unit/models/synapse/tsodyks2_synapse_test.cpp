#include "models/synapse/tsodyks2_synapse.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/models/synapse/lone_synapse.hpp"

namespace callosum::test {
namespace tsodyks2_synapse_test {
namespace {

using Params = std::map<std::string, double>;
using Rule = Tsodyks2Synapse;

TEST(Tsodyks2Synapse, DeliversWhatItStartsWithFirst) {
    LoneSynapse<Rule> synapse({{"U", 0.5}, {"u", 0.3}, {"x", 0.7}}, 800);

    EXPECT_NEAR(synapse.pre(123), 800 * 0.3 * 0.7, 1e-12);
}

TEST(Tsodyks2Synapse, TheSecondSpikeFindsWhatTheFirstHasLeft) {
    LoneSynapse<Rule> synapse({{"U", 0.4}, {"u", 0.3}, {"tau_rec", 200}, {"tau_fac", 150}}, 800);
    synapse.pre(100);

    const double x = 1 - 0.3 * std::exp(-50 / 200.);
    const double u = 0.4 + 0.3 * (1 - 0.4) * std::exp(-50 / 150.);
    EXPECT_NEAR(synapse.pre(150), 800 * x * u, 1e-12);
}

/// x* = (1 - r) / (1 - (1 - u*) r), u* = U / (1 - (1 - U) f) with r, f the decays over an interval; a
/// train comes near it by at least the larger of r (1 - u*) and f with every spike.
TEST(Tsodyks2Synapse, SettlesAtItsSteadyStateForAConstantRate) {
    for (const double tau_fac : {0.0, 50.0, 1000.0}) {
        for (const double rate : {1.0, 20.0, 100.0}) {
            const double interval = 1000 / rate;
            const double r = std::exp(-interval / 300);
            const double f = tau_fac == 0 ? 0 : std::exp(-interval / tau_fac);
            const double u = 0.2 / (1 - 0.8 * f);
            const double x = (1 - r) / (1 - (1 - u) * r);
            LoneSynapse<Rule> synapse(
                {{"U", 0.2}, {"u", 0.9}, {"x", 0.1}, {"tau_rec", 300}, {"tau_fac", tau_fac}}, 50);
            double delivered = 0;

            for (int k = 1; k <= 4000; ++k) { delivered = synapse.pre(k * interval); }

            EXPECT_NEAR(delivered / (50 * x * u), 1, 1e-12) << tau_fac << " ms, " << rate;
        }
    }
}

TEST(Tsodyks2Synapse, LeavesItsWeightAndHeedsNoPostsynapticSpike) {
    LoneSynapse<Rule> quiet({}, 800), busy({}, 800);
    quiet.pre(100);
    busy.pre(100);
    busy.post(105);

    EXPECT_EQ(busy.pre(110), quiet.pre(110));
    EXPECT_EQ(busy.weight(), 800);
}

}  // namespace
}  // namespace tsodyks2_synapse_test
}  // namespace callosum::test
