#include "models/neuron/gif_psc_exp.hpp"

#include <gtest/gtest.h>

#include "models/neuron/iaf_psc_exp.hpp"
#include "tests/support/listed_probe.hpp"
#include "tests/support/neuron_probe.hpp"
#include "tests/support/statistics.hpp"

namespace callosum {
namespace gif_psc_exp_test {
namespace {

template <class T = double>
using Probe = test::ListedProbe<GifPscExp, T>;

TEST(GifPscExp, HasDefaultsOfNest) {
    const Probe<> neuron(0.1);

    for (const auto& [name, value] : {std::pair{"C_m", 80.0},
                                      {"g_L", 4.0},
                                      {"E_L", -70.0},
                                      {"V_reset", -55.0},
                                      {"Delta_V", 0.5},
                                      {"V_T_star", -35.0},
                                      {"lambda_0", 1.0},
                                      {"t_ref", 4.0},
                                      {"tau_syn_ex", 2.0},
                                      {"tau_syn_in", 2.0},
                                      {"I_e", 0.0}}) {
        EXPECT_EQ(neuron.param(name), value) << name;
    }
    for (const auto& list : GifPscExp::lists) {
        EXPECT_TRUE(list.default_value.empty()) << list.name;
    }
    EXPECT_EQ(neuron["V_m"], -70);
    EXPECT_EQ(neuron["E_sfa"], -35);
}

/// Rate at a potential that stays where it is: E_L = V_reset.
template <class T>
void expect_rate(double v, double lambda_0) {
    Probe<T> neuron(
        0.1, {{"E_L", v}, {"V_reset", v}, {"t_ref", 0}, {"Delta_V", 2}, {"lambda_0", lambda_0}});
    const double lambda = lambda_0 * std::exp((v + 35) / 2);
    const long n = 1000000;

    EXPECT_LT(std::abs(test::deviation(neuron.spikes_in(n), n, -std::expm1(-1e-4 * lambda))), 3.3)
        << v;
}

TEST(GifPscExp, SpikesAtTheStatedRate) {
    expect_rate<double>(-35, 10);
    expect_rate<double>(-33, 10);
    expect_rate<double>(-30, 400);  // where 1 - exp(-x) is far from x
    expect_rate<float>(-35, 10);
    expect_rate<float>(-30, 400);
}

TEST(GifPscExp, IntervalsFollowTheHazardBehindTheRefractoryPeriod) {
    Probe<> neuron(0.1, {{"E_L", -35}, {"V_reset", -35}, {"t_ref", 4}, {"lambda_0", 100}});
    std::vector<double> intervals;
    int last = 0;
    for (int i = 1; i < 3000000; ++i) {
        if (neuron.step() == 0) { continue; }
        // uniform within the step, or the grid would show
        const double within = std::fmod(static_cast<double>(i) * 0.6180339887498949, 1.0);
        if (last > 0) { intervals.push_back(0.1 * (i - last - within)); }
        last = i;
    }

    ASSERT_GT(intervals.size(), 10000U);
    EXPECT_LT(test::kolmogorov(intervals,
                               [](double t) { return t < 4 ? 0 : -std::expm1(-(t - 4) * 0.1); }),
              1.95);
}

TEST(GifPscExp, EqualsIafPscExpWhereItIsCertain) {
    Probe<> neuron(0.1, {{"Delta_V", 1e-9}, {"lambda_0", 1e9}, {"I_e", 100}});
    test::NeuronProbe<IafPscExp<2>> plain(
        0.1,
        {{"C_m", 80}, {"tau_m", 20}, {"V_th", -35}, {"V_reset", -55}, {"t_ref", 4}, {"I_e", 100}});
    int spikes = 0;

    for (int i = 0; i < 20000; ++i) {
        const double ex = i % 17 == 0 ? 150 : 0;
        const double in = i % 23 == 0 ? -40 : 0;
        const int spiked = plain.step(10, ex, in);
        ASSERT_EQ(neuron.step(10, {ex, in}), spiked) << i;
        ASSERT_EQ(neuron["V_m"], plain["V_m"]);
        spikes += spiked;
    }
    EXPECT_GT(spikes, 30);
}

TEST(GifPscExp, AdaptsByThresholdAndByCurrents) {
    const std::vector<double> tau_sfa{30, 200};
    const std::vector<double> tau_stc{20, 5, 150};  // C_m / g_L is 20
    Probe<> neuron(
        0.1, {{"E_L", -45}, {"V_reset", -60}, {"t_ref", 3}, {"Delta_V", 4}, {"lambda_0", 5000}},
        {{"tau_sfa", tau_sfa}, {"q_sfa", {3, 0.5}}, {"tau_stc", tau_stc}, {"q_stc", {10, -4, 2}}});
    std::array<double, 4> y{-45, 0, 0, 0};
    std::array<double, 2> gamma{};
    int held = 0;
    int spikes = 0;

    for (int i = 0; i < 5000; ++i) {
        const double clamped = y[0];
        for (int n = 0; n < 10; ++n) {
            test::runge_kutta(y, 0.01, [&](const auto& x) {
                return std::array{(-4 * (x[0] + 45) - x[1] - x[2] - x[3]) / 80, -x[1] / tau_stc[0],
                                  -x[2] / tau_stc[1], -x[3] / tau_stc[2]};
            });
        }
        if (held > 0) {
            y[0] = clamped;
            --held;
        }
        for (std::size_t j = 0; j < 2; ++j) { gamma[j] *= std::exp(-0.1 / tau_sfa[j]); }
        if (neuron.step() != 0) {
            ++spikes;
            y = {-60, y[1] + 10, y[2] - 4, y[3] + 2};
            gamma = {gamma[0] + 3, gamma[1] + 0.5};
            held = 30;
        }
        // the error of the solution: fourth order in 0.01 / 5
        ASSERT_NEAR(neuron["V_m"], y[0], 1e-9);
        ASSERT_NEAR(neuron["I_stc"], y[1] + y[2] + y[3], 1e-9);
        ASSERT_NEAR(neuron["E_sfa"], -35 + gamma[0] + gamma[1], 1e-9);
    }
    EXPECT_GT(spikes, 10);
}

}  // namespace
}  // namespace gif_psc_exp_test
}  // namespace callosum
