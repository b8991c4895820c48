#include "models/neuron/iaf_psc_alpha.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/models/neuron/stepper.hpp"

namespace callosum::test {
namespace iaf_psc_alpha_test {
namespace {

template <class M>
class PscAlpha : public testing::Test {};
using Variants = testing::Types<IafPscAlpha<1>, IafPscAlpha<2>>;
TYPED_TEST_SUITE(PscAlpha, Variants);

/// V of one spike of weight w at time 0, t later.
double psp(double w, double t, double tau_m, double tau_syn, double c_m) {
    const double strength = w * std::exp(1) / (tau_syn * c_m);
    if (tau_m == tau_syn) { return strength * t * t / 2 * std::exp(-t / tau_m); }
    const double d = 1 / tau_syn - 1 / tau_m;
    return strength * (std::exp(-t / tau_m) - std::exp(-t / tau_syn) * (1 + d * t)) / (d * d);
}

TYPED_TEST(PscAlpha, FollowsTheClosedFormOfOneSpike) {
    for (const double tau_syn : {0.5, 2.0, 10.0, 25.0}) {
        auto params = Stepper<TypeParam>::defaults();
        params[TypeParam::tau_syn_ex] = params[TypeParam::tau_syn_in] = tau_syn;
        for (const std::size_t port : {0U, 1U}) {
            const double w = port == 0 ? 300 : -300;
            Stepper<TypeParam> neuron(params);
            neuron.step(w, port);
            EXPECT_EQ(neuron.v(), 0) << "a spike changes V from the next step on";
            for (int n = 1; n <= 500; ++n) {
                neuron.step();
                // Rounding of 500 products, of the closed form's differences, and of E_L.
                ASSERT_NEAR(neuron.v(), psp(w, 0.1 * n, 10, tau_syn, 250), 1e-11);
            }
        }
    }
}

TYPED_TEST(PscAlpha, HasItsLargestCurrentOfWAfterTauSyn) {
    Stepper<TypeParam> neuron(Stepper<TypeParam>::defaults());
    neuron.step(100);
    double largest = 0;
    int at = 0;
    for (int n = 1; n < 100; ++n) {
        neuron.step();
        const double current = neuron.recorded(1);
        if (current > largest) {
            largest = current;
            at = n;
        }
    }

    EXPECT_EQ(at, 20);  // tau_syn = 2 ms
    EXPECT_NEAR(largest, 100, 1e-10);
}

TEST(PscAlphaReceptors, RiseWithTimeConstantsOfTheirOwn) {
    using M = IafPscAlpha<2>;
    auto params = Stepper<M>::defaults();
    params[M::tau_syn_ex] = 1;
    params[M::tau_syn_in] = 4;
    Stepper<M> neuron(params);
    neuron.step(100, 0);
    neuron.step(-50, 1);
    for (int n = 0; n < 20; ++n) { neuron.step(); }

    // w e / tau t exp(-t / tau)
    EXPECT_NEAR(neuron.recorded(1), 100 * std::exp(1) * 2.1 * std::exp(-2.1), 1e-11);
    EXPECT_NEAR(neuron.recorded(2), -50 * std::exp(1) / 4 * 2.0 * std::exp(-0.5), 1e-11);
}

TYPED_TEST(PscAlpha, SpikesInTheFirstStepAtWhichTheClosedFormMeetsTheThreshold) {
    for (const double i_e : {376.0, 400.0, 1000.0, 5000.0}) {
        // V = R I (1 - exp(-t / tau_m)) = 15 mV with R = 0.04 GOhm.
        const double t = -10 * std::log(1 - 15 / (0.04 * i_e));
        EXPECT_EQ(steps_to_spike<TypeParam>(i_e), static_cast<int>(std::ceil(t / 0.1))) << i_e;
    }
    EXPECT_EQ(steps_to_spike<TypeParam>(374), 0);
}

TYPED_TEST(PscAlpha, HoldsTheResetPotentialWhileCurrentsGoOn) {
    auto params = Stepper<TypeParam>::defaults();
    params[TypeParam::V_reset] = -68;
    Stepper<TypeParam> neuron(params);
    neuron.step(1e5, 0);
    int waited = 0;
    while (!neuron.step() && waited < 50) { ++waited; }
    ASSERT_LT(waited, 50);
    EXPECT_NEAR(neuron.v(), 2, 1e-13);

    for (int n = 0; n < 20; ++n) { EXPECT_FALSE(neuron.step(0, 0, true)); }

    EXPECT_NEAR(neuron.v(), 2, 1e-13);
    const double t = 0.1 * (waited + 1 + 20);
    EXPECT_NEAR(neuron.recorded(1), 1e5 * std::exp(1) / 2 * t * std::exp(-t / 2), 1e-7);
    EXPECT_TRUE(neuron.step()) << "what is left of the current";
}

TYPED_TEST(PscAlpha, AddsTheStimulusCurrentOfTheStep) {
    Stepper<TypeParam> neuron(Stepper<TypeParam>::defaults());
    for (int n = 0; n < 100; ++n) { neuron.step(0, 0, false, 100); }

    EXPECT_NEAR(neuron.v(), 0.04 * 100 * (1 - std::exp(-1)), 1e-12);
}

}  // namespace
}  // namespace iaf_psc_alpha_test
}  // namespace callosum::test
