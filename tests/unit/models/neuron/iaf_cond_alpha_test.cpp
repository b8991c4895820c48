#include "models/neuron/iaf_cond_alpha.hpp"

#include <gtest/gtest.h>

#include "tests/support/neuron_probe.hpp"

namespace callosum {
namespace iaf_cond_alpha_test {
namespace {

using Probe = test::NeuronProbe<IafCondAlpha>;

/// V at 20 ms after conductances of peak 30 and 40 nS at 1 ms, without spikes.
double at_20_ms(double dt) {
    Probe neuron(dt, {{"V_th", 100}, {"tau_syn_ex", 1.5}, {"I_e", 100}});
    const long n = std::lround(1 / dt);
    for (int i = 1; i <= 20 * n; ++i) { neuron.step(50, i == n ? 30 : 0, i == n ? 40 : 0); }
    return neuron["V_m"];
}
double solution_at_20_ms() {
    std::array<double, 5> y{-70, 0, 0, 0, 0};
    for (int i = 0; i < 200000; ++i) {
        if (i == 10000) {
            y[2] = 30 * std::exp(1.0) / 1.5;
            y[4] = 40 * std::exp(1.0) / 2;
        }
        test::runge_kutta(y, 1e-4, [](const auto& x) {
            return std::array{
                (-16.6667 * (x[0] + 70) - x[1] * x[0] - x[3] * (x[0] + 85) + 150) / 250,
                x[2] - x[1] / 1.5, -x[2] / 1.5, x[4] - x[3] / 2, -x[4] / 2};
        });
    }
    return y[0];
}

TEST(IafCondAlpha, HasDefaultsOfNest) {
    const Probe neuron(0.1);

    for (const auto& [name, value] : {std::pair{"V_th", -55.0},
                                      {"V_reset", -60.0},
                                      {"t_ref", 2.0},
                                      {"g_L", 16.6667},
                                      {"C_m", 250.0},
                                      {"E_ex", 0.0},
                                      {"E_in", -85.0},
                                      {"E_L", -70.0},
                                      {"tau_syn_ex", 0.2},
                                      {"tau_syn_in", 2.0},
                                      {"I_e", 0.0}}) {
        EXPECT_EQ(neuron.param(name), value) << name;
    }
}

TEST(IafCondAlpha, FollowsTightSolution) {
    // 1e-7 mV: three times the error measured at this dt with strong conductances
    EXPECT_NEAR(at_20_ms(0.1), solution_at_20_ms(), 1e-7);
}

TEST(IafCondAlpha, IsOfFourthOrder) {
    const double solution = solution_at_20_ms();
    const double coarse = std::abs(at_20_ms(0.5) - solution);
    const double fine = std::abs(at_20_ms(0.25) - solution);

    EXPECT_NEAR(std::log2(coarse / fine), 4, 0.4);
}

TEST(IafCondAlpha, ConductancePeaksAtWeightAfterTimeConstant) {
    Probe neuron(0.1, {{"tau_syn_in", 2}});
    neuron.step(0, 0, 7);
    EXPECT_EQ(neuron["g_in"], 0);

    for (int i = 0; i < 20; ++i) { neuron.step(); }

    EXPECT_NEAR(neuron["g_in"], 7, 1e-13);  // rounding of 20 products
}

TEST(IafCondAlpha, HoldsPotentialWhileRefractory) {
    Probe neuron(0.1, {{"I_e", 1000}});
    while (neuron.step() == 0) {}

    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(neuron.step(0, 5), 0);
        EXPECT_EQ(neuron["V_m"], -60);
    }
    neuron.step();
    EXPECT_NE(neuron["V_m"], -60);
}

}  // namespace
}  // namespace iaf_cond_alpha_test
}  // namespace callosum
