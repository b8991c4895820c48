#include "models/synapse/stdp_pl_synapse_hom.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/models/synapse/lone_synapse.hpp"

namespace callosum::test {
namespace stdp_pl_synapse_hom_test {
namespace {

using Params = std::map<std::string, double>;
using Rule = StdpPlSynapseHom;

const Params params{{"tau_plus", 15}, {"lambda", 0.1}, {"alpha", 0.0513}, {"mu", 0.4}};
constexpr Postsynaptic post{.tau_minus = 30};
constexpr double tolerance = 1e-12;  // of changes below 1: some roundings of a weight of 45

TEST(StdpPlSynapseHom, RisesByAPowerOfTheWeightAndFallsInProportion) {
    for (const double gap : {5.0, 10.0, 20.0}) {
        for (const double w : {0.5, 45.0}) {
            const double rise = 0.1 * std::pow(w, 0.4) * std::exp(-gap / 15);
            const double fall = 0.1 * 0.0513 * w * std::exp(-gap / 30);

            EXPECT_NEAR(change_by_pair<Rule>(params, w, gap, post), rise, tolerance);
            EXPECT_NEAR(change_by_pair<Rule>(params, w, -gap, post), -fall, tolerance);
        }
    }
}

TEST(StdpPlSynapseHom, PairsAllSpikesWithAll) {
    LoneSynapse<Rule> synapse(params, 45, post);
    synapse.pre(100);
    synapse.pre(110);
    synapse.post(115);
    const double first = 45 + 0.1 * std::pow(45, 0.4) * (std::exp(-15 / 15.) + std::exp(-5 / 15.));
    EXPECT_NEAR(synapse.weight(), first, 45 * tolerance);
    synapse.post(118);
    const double w = synapse.weight();

    synapse.pre(120);

    const double k_minus = std::exp(-5 / 30.) + std::exp(-2 / 30.);
    EXPECT_NEAR(synapse.weight(), w * (1 - 0.1 * 0.0513 * k_minus), 45 * tolerance);
}

TEST(StdpPlSynapseHom, NeverFallsBelowZero) {
    auto strong = params;
    strong["alpha"] = 40;
    LoneSynapse<Rule> synapse(strong, 45, post);
    synapse.post(100);

    EXPECT_EQ(synapse.pre(101), 0);
}

TEST(StdpPlSynapseHom, AWeightOfZeroStaysUnlessTheExponentIsZero) {
    auto flat = params;
    flat["mu"] = 0;

    EXPECT_EQ(change_by_pair<Rule>(params, 0, 5, post), 0);
    EXPECT_NEAR(change_by_pair<Rule>(flat, 0, 5, post), 0.1 * std::exp(-5 / 15.), tolerance);
}

TEST(StdpPlSynapseHom, DoesNotChangeWhereItDoesNotLearn) {
    auto still = params;
    still["lambda"] = 0;
    for (const double w : {0.0, 45.0}) {
        EXPECT_EQ(change_by_pair<Rule>(still, w, 5, post), 0);
        EXPECT_EQ(change_by_pair<Rule>(still, w, -5, post), 0);
    }
}

}  // namespace
}  // namespace stdp_pl_synapse_hom_test
}  // namespace callosum::test
