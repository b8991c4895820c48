#include "models/synapse/jonke_synapse.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/models/synapse/lone_synapse.hpp"

namespace callosum::test {
namespace jonke_synapse_test {
namespace {

using Params = std::map<std::string, double>;
using Rule = JonkeSynapse;

const Params params{{"tau_plus", 15}, {"lambda", 0.1},   {"alpha", 0.8}, {"beta", 0.25},
                    {"mu_plus", -2},  {"mu_minus", 1.5}, {"Wmax", 1.2}};
constexpr Postsynaptic post{.tau_minus = 30};
constexpr double tolerance = 1e-14;

TEST(JonkeSynapse, DependsOnTheWeightByExponentialsAndDrifts) {
    for (const double gap : {5.0, 10.0, 20.0}) {
        const double w = 0.6;
        // A drift at each of the two spikes; the second one finds the weight that the first has left.
        const double before_post = w - 0.1 * 0.25;
        const double before_pre = w - 0.1 * 0.25;
        const double rise = 0.1 * (std::exp(-2 * before_post) * std::exp(-gap / 15) - 0.25);
        const double fall = 0.1 * (0.8 * std::exp(1.5 * before_pre) * std::exp(-gap / 30) + 0.25);

        EXPECT_NEAR(change_by_pair<Rule>(params, w, gap, post), before_post + rise - w, tolerance);
        EXPECT_NEAR(change_by_pair<Rule>(params, w, -gap, post), before_pre - fall - w, tolerance);
    }
}

TEST(JonkeSynapse, StaysWithinZeroAndItsBound) {
    auto strong = params;
    strong["lambda"] = 3;
    LoneSynapse<Rule> rising(strong, 1, post), falling(strong, 1, post);
    rising.pre(100);
    rising.post(101);
    falling.post(100);

    EXPECT_EQ(rising.weight(), 1.2);
    EXPECT_EQ(falling.pre(101), 0);
}

}  // namespace
}  // namespace jonke_synapse_test
}  // namespace callosum::test
