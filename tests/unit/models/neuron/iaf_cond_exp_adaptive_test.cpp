#include "models/neuron/iaf_cond_exp_adaptive.hpp"

#include <gtest/gtest.h>

#include "models/neuron/iaf_cond_exp.hpp"
#include "tests/support/neuron_probe.hpp"

namespace callosum {
namespace iaf_cond_exp_adaptive_test {
namespace {

using Probe = test::NeuronProbe<IafCondExpAdaptive>;

TEST(IafCondExpAdaptive, HasDefaultsOfThePaper) {
    const Probe neuron(0.5);

    for (const auto& [name, value] : {std::pair{"tau_m", 100.0},
                                      {"E_L", -65.0},
                                      {"V_th", -52.0},
                                      {"V_reset", -65.0},
                                      {"E_ex", 0.0},
                                      {"E_in", -100.0},
                                      {"tau_syn_ex", 1.0},
                                      {"tau_syn_in", 2.0},
                                      {"t_ref", 5.0},
                                      {"theta_plus", 0.05},
                                      {"tau_theta", 1e7}}) {
        EXPECT_EQ(neuron.param(name), value) << name;
    }
    EXPECT_EQ(neuron["theta"], 20);
}

TEST(IafCondExpAdaptive, WithoutAdaptationEqualsIafCondExp) {
    Probe neuron(0.1, {{"theta_plus", 0}, {"tau_theta", unbounded}});
    test::NeuronProbe<IafCondExp> plain(0.1, {{"C_m", 100},
                                              {"g_L", 1},
                                              {"E_L", -65},
                                              {"V_th", -52},
                                              {"V_reset", -65},
                                              {"E_in", -100},
                                              {"tau_syn_ex", 1},
                                              {"t_ref", 5}});
    int spikes = 0;

    for (int i = 0; i < 5000; ++i) {
        const double excitatory = i % 17 == 0 ? 7 : 0;
        const double inhibitory = i % 90 == 0 ? 3 : 0;
        const int spiked = neuron.step(1, excitatory, inhibitory);
        spikes += spiked;
        EXPECT_EQ(spiked, plain.step(1, excitatory, inhibitory));
        EXPECT_NEAR(neuron["V_m"], plain["V_m"], 1e-12);  // rounding of dt / tau_m
    }

    EXPECT_GT(spikes, 5);
}

TEST(IafCondExpAdaptive, RaisesThresholdWithEachSpike) {
    Probe neuron(0.1, {{"theta_plus", 2}, {"tau_theta", 1000}, {"I_e", 40}});
    double theta = 20;
    double least = -52;
    int spikes = 0;

    for (int i = 0; i < 3000; ++i) {
        const double before = neuron["V_m"];
        theta *= std::exp(-1e-4);
        if (neuron.step() != 0) {
            ++spikes;
            EXPECT_LT(before, -72 + theta * std::exp(1e-4));
            EXPECT_GT(before, -72 + theta - 0.1);  // V grows by less than 0.1 mV per step
            EXPECT_EQ(neuron["V_m"], -65);
            theta += 2;
        }
        EXPECT_NEAR(neuron["theta"], theta, 1e-10);
        least = std::max(least, neuron["V_m"]);
    }

    EXPECT_GT(spikes, 3);
    EXPECT_GT(least, -52);
}

TEST(IafCondExpAdaptive, DoesNotSpikeWhileHeldUnderThresholdBelowReset) {
    Probe neuron(0.5, {{"t_ref", 5}, {"tau_theta", 10}}, {{"V_m", -50}, {"theta", 0}});
    EXPECT_EQ(neuron.step(), 1);

    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(neuron.step(), 0);
        EXPECT_EQ(neuron["V_m"], -65);
    }
}

}  // namespace
}  // namespace iaf_cond_exp_adaptive_test
}  // namespace callosum
