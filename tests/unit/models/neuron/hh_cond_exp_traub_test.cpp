#include "models/neuron/hh_cond_exp_traub.hpp"

#include <gtest/gtest.h>

#include "tests/support/hh_solution.hpp"
#include "tests/support/nest_stimulus.hpp"

namespace callosum {
namespace hh_cond_exp_traub_test {
namespace {

using Probe = test::NeuronProbe<HhCondExpTraub>;

TEST(HhCondExpTraub, HasDefaultsOfNest) {
    const Probe neuron(0.1);

    for (const auto& [name, value] : {std::pair{"g_Na", 20000.0},
                                      {"g_K", 6000.0},
                                      {"g_L", 10.0},
                                      {"C_m", 200.0},
                                      {"E_Na", 50.0},
                                      {"E_K", -90.0},
                                      {"E_L", -60.0},
                                      {"V_T", -63.0},
                                      {"E_ex", 0.0},
                                      {"E_in", -80.0},
                                      {"tau_syn_ex", 5.0},
                                      {"tau_syn_in", 10.0},
                                      {"t_ref", 2.0},
                                      {"I_e", 0.0}}) {
        EXPECT_EQ(neuron.param(name), value) << name;
    }
    EXPECT_EQ(neuron["V_m"], -60);
    EXPECT_EQ(neuron["Act_m"], 9.895563096746586e-09);
    EXPECT_EQ(neuron["Inact_h"], 0.999999999106396);
    EXPECT_EQ(neuron["Act_n"], 2.551577051602551e-07);
}

TEST(HhCondExpTraub, GivesTheSpikesOfNest) {
    Probe neuron(0.1);
    const test::NestStimulus stimulus{{3, 5}, 6, {200, 400, -50}};

    const auto spikes = stimulus.run(neuron, [](int) {});

    EXPECT_EQ(spikes,
              (std::vector{112,  405,  625,  788,  998,  1145, 1316, 1447, 1769, 2020, 2128,
                           2249, 2342, 2461, 2578, 2673, 2793, 2892, 3097, 3564, 4223, 4575}));
}

/// A cell that starts with conductances of 20 and 10 nS, excited into spikes.
constexpr double m_0 = 0.03, h_0 = 0.99, n_0 = 0.05;
constexpr double I_e = 500;

test::HhSolution tight_solution(double ms) {
    test::HhSolution tight{test::traub_rates,      20000, 50, 6000, -90, 10, -60, 200, -63,
                           {-60, m_0, h_0, n_0, 0}};
    tight.run(ms, [](double t) {
        const double ex = 20 * std::exp(-t / 5);
        const double in = 10 * std::exp(-t / 10);
        return std::pair{I_e - 80 * in, ex + in};
    });
    return tight;
}
Probe cell(double dt, double substeps) {
    return Probe(dt, {{"I_e", I_e}, {"substeps", substeps}},
                 {{"g_ex", 20}, {"g_in", 10}, {"Act_m", m_0}, {"Inact_h", h_0}, {"Act_n", n_0}});
}
double error_at_8_ms(double dt, double substeps, double exact) {
    auto neuron = cell(dt, substeps);
    for (int i = 0; i < std::lround(8 / dt); ++i) { neuron.step(); }
    return std::abs(neuron["V_m"] - exact);
}

TEST(HhCondExpTraub, FollowsTightSolutionThroughSpikes) {
    auto neuron = cell(0.1, 3);
    int spikes = 0;
    for (int i = 0; i < 400; ++i) { spikes += neuron.step(); }
    const auto tight = tight_solution(40);

    EXPECT_EQ(spikes, 4);
    EXPECT_NEAR(neuron["V_m"], tight.y[0], 0.1);
    EXPECT_NEAR(neuron["Act_n"], tight.y[3], 1e-3);
}

// Fourth order: halving the parts divides the error by 16; 12 allows for the next term.
TEST(HhCondExpTraub, ConvergesWithFourthOrderInDtAndSubsteps) {
    const double exact = tight_solution(8).y[0];

    EXPECT_GT(error_at_8_ms(0.1, 12, exact), 12 * error_at_8_ms(0.1, 24, exact));
    EXPECT_GT(error_at_8_ms(0.05, 4, exact), 12 * error_at_8_ms(0.025, 4, exact));
}

TEST(HhCondExpTraub, SpikesWhileFallingFromThePeakAndNotAgainWithinRefractoryPeriod) {
    Probe neuron(0.01, {{"I_e", 2000}, {"t_ref", 0.05}});
    std::vector<int> spikes;
    double before = neuron["V_m"];
    for (int i = 0; i < 400; ++i) {
        if (neuron.step() != 0) {
            spikes.push_back(i);
            EXPECT_GE(neuron["V_m"], -33);  // V_T + 30
            EXPECT_LT(neuron["V_m"], before);
        }
        before = neuron["V_m"];
    }

    ASSERT_GE(spikes.size(), 3U);  // as long as V is high: nothing resets it
    for (std::size_t i = 1; i < 3; ++i) { EXPECT_EQ(spikes[i] - spikes[i - 1], 6); }
}

TEST(HhCondExpTraub, InputArrivesAtTheEndOfTheStep) {
    Probe with(0.1);
    Probe without(0.1);
    with.step(0, 6, 67);
    without.step();

    EXPECT_EQ(with["V_m"], without["V_m"]);
    EXPECT_EQ(with["g_ex"], 6);
    EXPECT_EQ(with["g_in"], 67);
    with.step();
    EXPECT_NEAR(with["g_ex"], 6 * std::exp(-0.1 / 5), 1e-14);  // rounding
}

TEST(HhCondExpTraub, StaysFiniteUnderAbsurdInput) {
    Probe neuron(0.1);
    for (int i = 0; i < 2000; ++i) { neuron.step(i % 200 < 100 ? 1e5 : -1e5, 1e3, 1e4); }

    EXPECT_TRUE(std::isfinite(neuron["V_m"]));
}

}  // namespace
}  // namespace hh_cond_exp_traub_test
}  // namespace callosum
