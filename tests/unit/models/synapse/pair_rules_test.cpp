#include <cmath>

#include <gtest/gtest.h>

#include "models/synapse/stdp_nn_pre_centered_synapse.hpp"
#include "models/synapse/stdp_nn_restr_synapse.hpp"
#include "models/synapse/stdp_nn_symm_synapse.hpp"
#include "models/synapse/stdp_synapse.hpp"
#include "tests/unit/models/synapse/lone_synapse.hpp"

// Pair rules with bounds against closed forms; 1e-12 of Wmax leaves room for some tens of roundings.
namespace callosum::test {
namespace pair_rules_test {
namespace {

using Params = std::map<std::string, double>;

const Params additive{{"tau_plus", 17}, {"lambda", 0.02}, {"alpha", 1.3},
                      {"mu_plus", 0},   {"mu_minus", 0},  {"Wmax", 80}};
constexpr Postsynaptic post{.tau_minus = 34};
constexpr double tolerance = 80e-12;

/// A step of facilitation, of depression, in the weight's unit, by a pair with that gap.
double up(double gap_ms) { return 80 * 0.02 * std::exp(-gap_ms / 17); }
double down(double gap_ms) { return 80 * 0.02 * 1.3 * std::exp(-gap_ms / 34); }

template <class R>
class PairRule : public testing::Test {};
using All =
    testing::Types<StdpSynapse<true>, StdpSynapse<false>, StdpNnSymmSynapse<true>,
                   StdpNnSymmSynapse<false>, StdpNnRestrSynapse<true>, StdpNnRestrSynapse<false>,
                   StdpNnPreCenteredSynapse<true>, StdpNnPreCenteredSynapse<false>>;
TYPED_TEST_SUITE(PairRule, All);

TYPED_TEST(PairRule, HasTheClassicWindow) {
    for (const double gap : {0.1, 5.0, 10.0, 20.0}) {
        EXPECT_NEAR(change_by_pair<TypeParam>(additive, 40, gap, post), up(gap), tolerance) << gap;
        EXPECT_NEAR(change_by_pair<TypeParam>(additive, 40, -gap, post), -down(gap), tolerance)
            << gap;
    }
}

TYPED_TEST(PairRule, DependsOnTheWeightByItsExponents) {
    constexpr bool plain = std::is_same_v<TypeParam, StdpSynapse<true>> ||
                           std::is_same_v<TypeParam, StdpNnSymmSynapse<true>> ||
                           std::is_same_v<TypeParam, StdpNnRestrSynapse<true>> ||
                           std::is_same_v<TypeParam, StdpNnPreCenteredSynapse<true>>;
    for (const double mu_plus : {0.0, 0.4, 1.0}) {
        for (const double mu_minus : {0.0, 0.7, 1.0}) {
            if (plain && (mu_plus == 0.4 || mu_minus == 0.7)) { continue; }
            auto params = additive;
            params["mu_plus"] = mu_plus;
            params["mu_minus"] = mu_minus;
            const double rise = up(10) * std::pow(1 - 30.0 / 80, mu_plus);
            const double fall = down(10) * std::pow(30.0 / 80, mu_minus);

            EXPECT_NEAR(change_by_pair<TypeParam>(params, 30, 10, post), rise, tolerance);
            EXPECT_NEAR(change_by_pair<TypeParam>(params, 30, -10, post), -fall, tolerance);
        }
    }
}

TYPED_TEST(PairRule, NeverLeavesItsBounds) {
    for (const double mu : {0.0, 1.0}) {
        auto params = additive;
        params["lambda"] = 0.4;
        params["mu_plus"] = params["mu_minus"] = mu;
        LoneSynapse<TypeParam> rising(params, 75, post), falling(params, 5, post);
        for (int pair = 1; pair <= 40; ++pair) {
            rising.pre(pair * 1000.0);
            rising.post(pair * 1000.0 + 1);
            falling.post(pair * 1000.0);
            falling.pre(pair * 1000.0 + 1);

            EXPECT_LE(rising.weight(), 80);
            EXPECT_GE(falling.weight(), 0);
        }
        if (mu == 0) {
            EXPECT_EQ(rising.weight(), 80);
            EXPECT_EQ(falling.weight(), 0);
        }
    }
}

TYPED_TEST(PairRule, LetsAWeightLeaveItsBoundsAgain) {
    LoneSynapse<TypeParam> at_zero(additive, 0, post), at_bound(additive, 80, post);
    at_zero.pre(100);
    at_zero.post(110);
    at_bound.post(100);
    at_bound.pre(110);

    EXPECT_NEAR(at_zero.weight(), up(10), tolerance);
    EXPECT_NEAR(at_bound.weight(), 80 - down(10), tolerance);
}

TYPED_TEST(PairRule, TreatsInhibitoryWeightsByTheirMagnitude) {
    auto params = additive;
    params["Wmax"] = -80;
    for (const double gap : {5.0, -5.0}) {
        EXPECT_EQ(change_by_pair<TypeParam>(params, -40, gap, post),
                  change_by_pair<TypeParam>(additive, 40, gap, post));
    }
}

TYPED_TEST(PairRule, SpikesThatMeetAtTheSynapseDoNotPair) {
    LoneSynapse<TypeParam> synapse(additive, 40, post);
    synapse.post(100);
    synapse.pre(100);

    EXPECT_EQ(synapse.weight(), 40);
}

TYPED_TEST(PairRule, DeliversTheWeightAfterItsOwnDepression) {
    LoneSynapse<TypeParam> synapse(additive, 40, post);
    synapse.post(100);

    EXPECT_NEAR(synapse.pre(105), 40 - down(5), tolerance);
}

/// Presynaptic spikes at 100, 110, 130, 140 ms, postsynaptic ones at 115, 125 ms; the change at each of
/// the last four.
template <class R>
std::array<double, 4> changes() {
    LoneSynapse<R> synapse(additive, 40, post);
    synapse.pre(100);
    synapse.pre(110);
    std::array<double, 4> found{};
    double before = synapse.weight();
    const auto lap = [&](double& change) {
        change = synapse.weight() - before;
        before = synapse.weight();
    };
    synapse.post(115);
    lap(found[0]);
    synapse.post(125);
    lap(found[1]);
    synapse.pre(130);
    lap(found[2]);
    synapse.pre(140);
    lap(found[3]);
    return found;
}

void expect_changes(const std::array<double, 4>& found, const std::array<double, 4>& expected) {
    for (std::size_t i = 0; i < 4; ++i) { EXPECT_NEAR(found[i], expected[i], tolerance) << i; }
}

// Which spikes pair: Morrison, Diesmann & Gerstner (2008), figure 7.
TEST(StdpSynapse, PairsAllSpikesWithAll) {
    expect_changes(changes<StdpSynapse<true>>(),
                   {up(15) + up(5), up(25) + up(15), -down(15) - down(5), -down(25) - down(15)});
}

TEST(StdpNnSymmSynapse, PairsEachSpikeWithTheLastOfTheOtherSide) {
    expect_changes(changes<StdpNnSymmSynapse<true>>(), {up(5), up(15), -down(5), -down(15)});
}

TEST(StdpNnRestrSynapse, PairsSpikesThatFollowEachOther) {
    expect_changes(changes<StdpNnRestrSynapse<true>>(), {up(5), 0, -down(5), 0});
}

TEST(StdpNnPreCenteredSynapse, PairsEachPresynapticSpikeWithTheNextAndTheLast) {
    expect_changes(changes<StdpNnPreCenteredSynapse<true>>(),
                   {up(15) + up(5), 0, -down(5), -down(15)});
}

TEST(StdpNnPreCenteredSynapse, ForgetsPresynapticSpikesAtAPostsynapticOne) {
    LoneSynapse<StdpNnPreCenteredSynapse<true>> synapse(additive, 40, post);
    synapse.pre(100);
    synapse.post(105);
    synapse.pre(120);
    const double before = synapse.weight();
    synapse.post(130);

    EXPECT_NEAR(synapse.weight() - before, up(10), tolerance);
}

TEST(StdpNnSymmSynapse, PostsynapticSpikesBeforeTheFirstPresynapticOnePairWithNone) {
    LoneSynapse<StdpNnSymmSynapse<true>> symmetric(additive, 40, post);
    LoneSynapse<StdpNnRestrSynapse<true>> restricted(additive, 40, post);
    symmetric.post(3);
    restricted.post(3);

    EXPECT_EQ(symmetric.weight(), 40);
    EXPECT_EQ(restricted.weight(), 40);
}

}  // namespace
}  // namespace pair_rules_test
}  // namespace callosum::test
