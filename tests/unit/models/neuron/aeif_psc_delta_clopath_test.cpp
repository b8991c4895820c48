#include "models/neuron/aeif_psc_delta_clopath.hpp"

#include <gtest/gtest.h>

#include "tests/support/neuron_probe.hpp"

namespace callosum {
namespace aeif_psc_delta_clopath_test {
namespace {

using Probe = test::NeuronProbe<AeifPscDeltaClopath>;
using State = std::array<double, 7>;  // V, w, z, V_th, u_bar_plus, u_bar_minus, u_bar_bar

/// A tight solution with default parameters: Runge-Kutta with 2000 sub-steps per step of 0.1 ms.
struct Solution {
    State y{-70.6, 0, 0, -50.4, -70.6, -70.6, -70.6};
    int clamp = 0;

    bool step(double current) {
        bool spiked = false;
        const auto slope = [&](const State& x) {
            const bool clamped = clamp > 0;
            const double v = clamped ? 33 : std::min(x[0], 33.0);
            const double upstroke = 60 * std::exp((v - x[3]) / 2);
            return State{clamped ? 0 : (-30 * (v + 70.6) + upstroke - x[1] + x[2] + current) / 281,
                         clamped ? 0 : (4 * (v + 70.6) - x[1]) / 144,
                         -x[2] / 40,
                         -(x[3] + 50.4) / 50,
                         (v - x[4]) / 7,
                         (v - x[5]) / 10,
                         (x[5] - x[6]) / 500};
        };
        for (int i = 0; i < 2000; ++i) {
            test::runge_kutta(y, 5e-5, slope);
            if (clamp == 0 && y[0] >= 33) {
                y[0] = 33;
                y[1] += 80.5;
                y[2] = 400;
                y[3] = 30.4;
                clamp = 21;
                spiked = true;
            }
        }
        if (clamp > 0 && --clamp == 0) { y[0] = -60; }
        return spiked;
    }
};

TEST(AeifPscDeltaClopath, HasDefaultsOfNest) {
    const Probe neuron(0.1);

    for (const auto& [name, value] : {std::pair{"V_peak", 33.0},
                                      {"V_reset", -60.0},
                                      {"t_ref", 0.0},
                                      {"g_L", 30.0},
                                      {"C_m", 281.0},
                                      {"E_L", -70.6},
                                      {"Delta_T", 2.0},
                                      {"tau_w", 144.0},
                                      {"tau_z", 40.0},
                                      {"tau_V_th", 50.0},
                                      {"V_th_max", 30.4},
                                      {"V_th_rest", -50.4},
                                      {"tau_u_bar_plus", 7.0},
                                      {"tau_u_bar_minus", 10.0},
                                      {"tau_u_bar_bar", 500.0},
                                      {"a", 4.0},
                                      {"b", 80.5},
                                      {"I_sp", 400.0},
                                      {"t_clamp", 2.0},
                                      {"V_clamp", 33.0}}) {
        EXPECT_EQ(neuron.param(name), value) << name;
    }
    EXPECT_EQ(neuron["u_bar_bar"], -70.6);
    EXPECT_EQ(neuron["V_th"], -50.4);
}

TEST(AeifPscDeltaClopath, FollowsTightSolutionThroughSpikes) {
    Solution tight;
    Probe neuron(0.1, {{"substeps", 4}});
    int spikes = 0;
    std::array<double, 7> worst{};

    for (int i = 0; i < 1000; ++i) {
        const bool expected = tight.step(2500);
        ASSERT_EQ(neuron.step(2500), expected ? 1 : 0) << i;
        spikes += expected ? 1 : 0;
        for (std::size_t v = 0; v < 7; ++v) {
            const double error = neuron[AeifPscDeltaClopath::state[v].name] - tight.y[v];
            if (tight.y[0] < -40 || v > 0) { worst[v] = std::max(worst[v], std::abs(error)); }
        }
    }

    EXPECT_GE(spikes, 3);
    for (std::size_t v = 0; v < 7; ++v) {
        // 0.01 mV or pA: three times what is measured
        EXPECT_LT(worst[v], 0.01) << AeifPscDeltaClopath::state[v].name;
    }
}

TEST(AeifPscDeltaClopath, ClampsThenResetsThenHolds) {
    Probe neuron(0.1, {{"t_ref", 1}});
    EXPECT_EQ(neuron.step(0, 200), 1);     // the jump itself meets V_peak
    EXPECT_NEAR(neuron["w"], 80.5, 1e-8);  // the exponential part moves V a little at rest
    EXPECT_EQ(neuron["z"], 400);
    EXPECT_NEAR(neuron["V_th"], 30.4, 1e-13);

    for (int i = 0; i < 20; ++i) {
        EXPECT_NEAR(neuron["V_m"], 33, 1e-13);  // relative to E_L and back
        EXPECT_NEAR(neuron["w"], 80.5, 1e-8);
        EXPECT_EQ(neuron.step(0, 5), 0);
    }
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(neuron["V_m"], -60);
        EXPECT_EQ(neuron.step(0, 5), 0);
    }
    EXPECT_EQ(neuron["V_m"], -60);
    neuron.step(0, 5);
    EXPECT_GT(neuron["V_m"], -56);
}

TEST(AeifPscDeltaClopath, WithoutClampResetsAtOnce) {
    Probe neuron(0.1, {{"t_clamp", 0}});

    EXPECT_EQ(neuron.step(0, 200), 1);

    EXPECT_EQ(neuron["V_m"], -60);
    EXPECT_EQ(neuron.step(), 0);
}

TEST(AeifPscDeltaClopath, WithoutSlopeSpikesAtItsMovingThreshold) {
    Probe neuron(0.1, {{"Delta_T", 0}, {"t_clamp", 0}}, {{"V_th", -30}});

    EXPECT_EQ(neuron.step(0, 35), 0);
    EXPECT_EQ(neuron.step(0, 10), 1);
    EXPECT_EQ(neuron["V_m"], -60);
}

}  // namespace
}  // namespace aeif_psc_delta_clopath_test
}  // namespace callosum
