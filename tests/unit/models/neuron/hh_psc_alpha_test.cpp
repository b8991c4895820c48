#include "models/neuron/hh_psc_alpha.hpp"

#include <numbers>

#include <gtest/gtest.h>

#include "tests/support/hh_solution.hpp"
#include "tests/support/nest_stimulus.hpp"

namespace callosum {
namespace hh_psc_alpha_test {
namespace {

using Probe = test::NeuronProbe<HhPscAlpha>;

TEST(HhPscAlpha, HasDefaultsOfNest) {
    const Probe neuron(0.1);

    for (const auto& [name, value] : {std::pair{"g_Na", 12000.0},
                                      {"g_K", 3600.0},
                                      {"g_L", 30.0},
                                      {"C_m", 100.0},
                                      {"E_Na", 50.0},
                                      {"E_K", -77.0},
                                      {"E_L", -54.402},
                                      {"tau_syn_ex", 0.2},
                                      {"tau_syn_in", 2.0},
                                      {"t_ref", 2.0},
                                      {"I_e", 0.0}}) {
        EXPECT_EQ(neuron.param(name), value) << name;
    }
    EXPECT_EQ(neuron["V_m"], -65);
}

TEST(HhPscAlpha, GivesTheSpikesAndPotentialsOfNest) {
    Probe neuron(0.1);
    const test::NestStimulus stimulus{{1000, 1500}, -300, {600, 900, -200}};
    std::vector<double> v;

    const auto spikes = stimulus.run(neuron, [&](int) { v.push_back(neuron["V_m"]); });

    EXPECT_EQ(spikes, (std::vector{400, 545, 720, 1049, 1261, 1407, 1957, 2083, 2225, 2378, 2515,
                                   2629, 2775, 2973, 3222, 3743, 4160, 4514, 4791}));
    // 5e-3: NEST's own error on the upstrokes
    EXPECT_NEAR(v[999], -59.7190760128, 5e-3);
    EXPECT_NEAR(v[4989], -63.6289999586, 5e-3);
}

TEST(HhPscAlpha, FollowsTightSolutionWithSixthOrder) {
    const auto error = [](double dt) {
        test::HhSolution tight{test::squid_rates,
                               12000,
                               50,
                               3600,
                               -77,
                               30,
                               -54.402,
                               100,
                               0,
                               {-65, hh::squid_m, hh::squid_h, hh::squid_n, 0}};
        tight.run(10, [dt](double t) {
            const double x = std::max(0.0, (t - dt) / 2);  // arrives at the end of the first step
            return std::pair{600 + 800 * std::numbers::e * x * std::exp(-x), 0.0};
        });
        Probe neuron(dt, {{"I_e", 600}, {"tau_syn_ex", 2}});
        neuron.step(0, 800, 0);
        for (int i = 1; i < std::lround(10 / dt); ++i) { neuron.step(); }
        return std::abs(neuron["V_m"] - tight.y[0]);
    };

    EXPECT_LT(error(0.1), 1e-4);
    EXPECT_GT(error(0.1), 0.7 * 64 * error(0.05));  // 64 in the limit
}

// Far below E_K the gates' rates are 1000/ms: they must settle, not swing.
TEST(HhPscAlpha, StaysStableUnderStrongInhibition) {
    Probe neuron(0.1);
    for (int i = 0; i < 1000; ++i) { neuron.step(-4000); }

    EXPECT_NEAR(neuron["V_m"], -54.402 - 4000.0 / 30, 0.1);
    EXPECT_NEAR(neuron["Act_m"], 0, 1e-6);
    EXPECT_NEAR(neuron["Inact_h"], 1, 1e-3);
}

TEST(HhPscAlpha, WeightIsThePeakOfTheCurrent) {
    Probe neuron(0.1, {{"tau_syn_ex", 1}});
    neuron.step(0, 250, -40);
    EXPECT_EQ(neuron["I_syn_ex"], 0);

    for (int i = 0; i < 10; ++i) { neuron.step(); }
    EXPECT_NEAR(neuron["I_syn_ex"], 250, 1e-11);  // rounding
    for (int i = 0; i < 10; ++i) { neuron.step(); }
    EXPECT_NEAR(neuron["I_syn_in"], -40, 1e-11);
}

}  // namespace
}  // namespace hh_psc_alpha_test
}  // namespace callosum
