#include "models/neuron/aeif_cond_alpha.hpp"

#include <numbers>

#include <gtest/gtest.h>

#include "tests/support/aeif_solution.hpp"
#include "tests/support/neuron_probe.hpp"

namespace callosum {
namespace aeif_cond_alpha_test {
namespace {

using Probe = test::NeuronProbe<AeifCondAlpha>;

TEST(AeifCondAlpha, HasDefaultsOfNest) {
    const Probe neuron(0.1);

    EXPECT_EQ(neuron.param("tau_syn_ex"), 0.2);
    EXPECT_EQ(neuron.param("tau_syn_in"), 2);
    EXPECT_EQ(neuron.param("E_in"), -85);
    EXPECT_EQ(neuron.param("t_ref"), 0);
    EXPECT_EQ(neuron["V_m"], -70.6);
}

TEST(AeifCondAlpha, FollowsTightSolutionThroughSpikes) {
    test::AeifSolution tight;
    tight.run(60, [](double t) {
        const double ex = 20 * std::numbers::e * t / 10 * std::exp(-t / 10);
        const double in = 10 * std::numbers::e * t / 15 * std::exp(-t / 15);
        return std::pair{700 - 85 * in, ex + in};
    });
    Probe neuron(0.1, {{"tau_syn_ex", 10}, {"tau_syn_in", 15}, {"I_e", 700}});
    // Input that arrives at time 0: at the end of a step in which nothing else happens.
    neuron.step(-700, 20, 10);
    int spikes = 0;
    for (int i = 0; i < 600; ++i) { spikes += neuron.step(); }

    ASSERT_GE(tight.spikes, 3);
    EXPECT_EQ(spikes, tight.spikes);
    // 0.01: the step before time 0 is at rest but for the tail of the exponential, 1e-4 mV
    EXPECT_NEAR(neuron["V_m"], tight.v, 0.01);
    EXPECT_NEAR(neuron["w"], tight.w, 0.01);
}

TEST(AeifCondAlpha, ConductancePeaksAtWeightAfterTimeConstant) {
    Probe neuron(0.1);
    neuron.step(0, 0, 7);

    for (int i = 0; i < 20; ++i) { neuron.step(); }

    EXPECT_NEAR(neuron["g_in"], 7, 1e-13);  // rounding of 40 products
}

}  // namespace
}  // namespace aeif_cond_alpha_test
}  // namespace callosum
