#include "models/neuron/iaf_psc_delta.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/models/neuron/stepper.hpp"

namespace callosum::test {
namespace iaf_psc_delta_test {
namespace {

using Plain = IafPscDelta<false>;
using Keeping = IafPscDelta<true>;

template <class M>
class PscDelta : public testing::Test {};
using Variants = testing::Types<Plain, Keeping>;
TYPED_TEST_SUITE(PscDelta, Variants);

TYPED_TEST(PscDelta, JumpsAtTheEndOfTheStepAndDecays) {
    Stepper<TypeParam> neuron(Stepper<TypeParam>::defaults());
    neuron.step(5);
    EXPECT_NEAR(neuron.v(), 5, 1e-13);
    for (int n = 0; n < 50; ++n) { neuron.step(n == 19 ? -2 : 0, 1); }

    // Rounding of 50 products and of E_L.
    EXPECT_NEAR(neuron.v(), 5 * std::exp(-0.5) - 2 * std::exp(-0.3), 1e-12);
}

TYPED_TEST(PscDelta, SpikesWhereAJumpMeetsTheThreshold) {
    Stepper<TypeParam> below(Stepper<TypeParam>::defaults());
    Stepper<TypeParam> at(Stepper<TypeParam>::defaults());

    EXPECT_FALSE(below.step(14.999));
    EXPECT_TRUE(at.step(15));
    EXPECT_EQ(at.v(), 0);
}

TYPED_TEST(PscDelta, SpikesInTheFirstStepAtWhichTheClosedFormMeetsTheThreshold) {
    for (const double i_e : {376.0, 400.0, 1000.0, 5000.0}) {
        // R = tau_m / C_m = 0.04 GOhm
        const double t = -10 * std::log(1 - 15 / (0.04 * i_e));
        EXPECT_EQ(steps_to_spike<TypeParam>(i_e), static_cast<int>(std::ceil(t / 0.1))) << i_e;
    }
    EXPECT_EQ(steps_to_spike<TypeParam>(374), 0);
}

TYPED_TEST(PscDelta, DoesNotFallBelowItsLowerBound) {
    auto params = Stepper<TypeParam>::defaults();
    params[TypeParam::V_min] = -75;
    Stepper<TypeParam> neuron(params);

    neuron.step(-100);

    EXPECT_EQ(neuron.v(), -5);
}

TYPED_TEST(PscDelta, AddsTheStimulusCurrentOfTheStep) {
    Stepper<TypeParam> neuron(Stepper<TypeParam>::defaults());
    for (int n = 0; n < 100; ++n) { neuron.step(0, 0, false, 100); }

    EXPECT_NEAR(neuron.v(), 0.04 * 100 * (1 - std::exp(-1)), 1e-12);
}

/// V after 20 held steps, with 8 mV arriving in the 5th of them, and one step more.
template <class M>
double after_hold(double refractory_input) {
    auto params = Stepper<M>::defaults();
    params[M::refractory_input] = refractory_input;
    Stepper<M> neuron(params);
    EXPECT_TRUE(neuron.step(20));
    for (int n = 1; n <= 20; ++n) { EXPECT_FALSE(neuron.step(n == 5 ? 8 : 0, 0, true)); }
    EXPECT_EQ(neuron.v(), 0) << "V is held at V_reset = E_L";
    neuron.step();
    return neuron.v();
}

TEST(PscDeltaHold, LosesInputUnlessItIsKept) {
    EXPECT_EQ(after_hold<Plain>(0), 0);
    EXPECT_EQ(after_hold<Keeping>(0), 0);
}

TEST(PscDeltaHold, AddsKeptInputDecayedAtItsEnd) {
    // From the end of step 5 to the end of step 21: 16 steps, 1.6 ms of tau_m = 10 ms.
    EXPECT_NEAR(after_hold<Keeping>(1), 8 * std::exp(-0.16), 1e-12);
}

}  // namespace
}  // namespace iaf_psc_delta_test
}  // namespace callosum::test
