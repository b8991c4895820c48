#include "models/synapse/stdp_triplet_synapse.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/models/synapse/lone_synapse.hpp"

// Closed forms of Pfister & Gerstner (2006), equations 2 to 4; the frequency protocol of the paper is in
// tests/validation/triplet_frequency_test.cpp.
namespace callosum::test {
namespace stdp_triplet_synapse_test {
namespace {

using Params = std::map<std::string, double>;

Params params(bool nearest) {
    return {{"tau_plus", 16.8},
            {"tau_plus_triplet", 101},
            {"Aplus", 5e-3},
            {"Aminus", 7e-3},
            {"Aplus_triplet", 6e-3},
            {"Aminus_triplet", 2e-3},
            {"Wmax", 3},
            {"nearest_spike", nearest ? 1.0 : 0.0}};
}
constexpr Postsynaptic post{.tau_minus = 33.7, .tau_minus_triplet = 125};
constexpr double tolerance = 1e-15;

double r1(double age) { return std::exp(-age / 16.8); }
double r2(double age) { return std::exp(-age / 101); }
double o1(double age) { return std::exp(-age / 33.7); }
double o2(double age) { return std::exp(-age / 125); }

template <class R>
class Triplet : public testing::Test {
  public:
    static constexpr bool nearest = std::is_same_v<R, StdpTripletSynapse<true>>;
};
using Both = testing::Types<StdpTripletSynapse<false>, StdpTripletSynapse<true>>;
TYPED_TEST_SUITE(Triplet, Both);

TYPED_TEST(Triplet, APairHasNoTripletTerm) {
    for (const double gap : {5.0, 10.0, 20.0}) {
        const auto p = params(this->nearest);

        EXPECT_NEAR(change_by_pair<TypeParam>(p, 1, gap, post), 5e-3 * r1(gap), tolerance);
        EXPECT_NEAR(change_by_pair<TypeParam>(p, 1, -gap, post), -7e-3 * o1(gap), tolerance);
    }
}

TYPED_TEST(Triplet, PrePostPreDepressesByTheSlowPresynapticTrace) {
    LoneSynapse<TypeParam> synapse(params(this->nearest), 1, post);
    synapse.pre(100);
    synapse.post(105);
    synapse.pre(115);

    EXPECT_NEAR(synapse.weight(), 1 + 5e-3 * r1(5) - o1(10) * (7e-3 + 2e-3 * r2(15)), tolerance);
}

TYPED_TEST(Triplet, PostPrePostFacilitatesByTheSlowPostsynapticTrace) {
    LoneSynapse<TypeParam> synapse(params(this->nearest), 1, post);
    synapse.post(100);
    synapse.pre(110);
    synapse.post(115);

    EXPECT_NEAR(synapse.weight(), 1 - 7e-3 * o1(10) + r1(5) * (5e-3 + 6e-3 * o2(15)), tolerance);
}

TYPED_TEST(Triplet, TracesAddUpOrAreSet) {
    LoneSynapse<TypeParam> synapse(params(this->nearest), 1, post);
    synapse.pre(100);
    synapse.pre(110);
    synapse.post(115);
    synapse.post(118);
    double w = 1;
    if (this->nearest) {
        w += r1(5) * 5e-3;
        w += r1(8) * (5e-3 + 6e-3 * o2(3));
        w -= o1(2) * (7e-3 + 2e-3 * r2(10));
    } else {
        w += (r1(15) + r1(5)) * 5e-3;
        w += (r1(18) + r1(8)) * (5e-3 + 6e-3 * o2(3));
        w -= (o1(5) + o1(2)) * (7e-3 + 2e-3 * (r2(20) + r2(10)));
    }

    synapse.pre(120);

    EXPECT_NEAR(synapse.weight(), w, tolerance);
}

TYPED_TEST(Triplet, StaysWithinZeroAndItsBoundOfEitherSign) {
    auto strong = params(this->nearest);
    strong["Aplus"] = strong["Aminus"] = 5;
    for (const double sign : {1.0, -1.0}) {
        strong["Wmax"] = 3 * sign;

        EXPECT_EQ(change_by_pair<TypeParam>(strong, sign, 1, post), 2);
        EXPECT_EQ(change_by_pair<TypeParam>(strong, sign, -1, post), -1);
    }
}

}  // namespace
}  // namespace stdp_triplet_synapse_test
}  // namespace callosum::test
