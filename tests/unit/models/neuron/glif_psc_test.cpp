#include "models/neuron/glif_psc.hpp"

#include <gtest/gtest.h>

#include "models/neuron/iaf_psc_alpha.hpp"
#include "tests/support/listed_probe.hpp"
#include "tests/support/neuron_probe.hpp"

namespace callosum {
namespace glif_psc_test {
namespace {

using Probe = test::ListedProbe<GlifPsc>;
using Settings = std::vector<std::pair<std::string_view, double>>;

TEST(GlifPsc, HasDefaultsOfNest) {
    const Probe neuron(0.1);

    for (const auto& [name, value] : {std::pair{"g", 9.43},
                                      {"E_L", -78.85},
                                      {"V_th", -51.68},
                                      {"C_m", 58.72},
                                      {"t_ref", 3.75},
                                      {"V_reset", -78.85},
                                      {"th_spike_add", 0.37},
                                      {"th_spike_decay", 0.009},
                                      {"voltage_reset_fraction", 0.2},
                                      {"voltage_reset_add", 18.51},
                                      {"th_voltage_index", 0.005},
                                      {"th_voltage_decay", 0.09},
                                      {"spike_dependent_threshold", 0.0},
                                      {"after_spike_currents", 0.0},
                                      {"adapting_threshold", 0.0}}) {
        EXPECT_EQ(neuron.param(name), value) << name;
    }
    const std::vector<std::vector<double>> lists{
        {2}, {0, 0}, {0.003, 0.1}, {-9.18, -198.94}, {1, 1}};
    for (std::size_t i = 0; i < lists.size(); ++i) {
        const auto default_value = GlifPsc::lists[i].default_value;
        EXPECT_EQ(std::vector<double>(default_value.begin(), default_value.end()), lists[i]);
    }
    EXPECT_EQ(neuron["V_m"], -78.85);
    EXPECT_EQ(neuron["threshold"], -51.68);
}

TEST(GlifPsc, AtLevelOneEqualsIafPscAlpha) {
    Probe neuron(0.1, {}, {{"tau_syn", {2, 0.7}}});
    test::NeuronProbe<IafPscAlpha<2>> plain(0.1, {{"C_m", 58.72},
                                                  {"tau_m", 58.72 / 9.43},
                                                  {"E_L", -78.85},
                                                  {"V_th", -51.68},
                                                  {"V_reset", -78.85},
                                                  {"t_ref", 3.75},
                                                  {"tau_syn_ex", 2},
                                                  {"tau_syn_in", 0.7}});
    int spikes = 0;

    for (int i = 0; i < 10000; ++i) {
        const double ex = i % 9 == 0 ? 200 : 0;
        const double in = i % 31 == 0 ? -150 : 0;
        const int spiked = plain.step(250, ex, in);
        ASSERT_EQ(neuron.step(250, {ex, in}), spiked);
        ASSERT_NEAR(neuron["V_m"], plain["V_m"], 1e-12);  // the same sums in another order
        spikes += spiked;
    }
    EXPECT_GT(spikes, 30);
}

/// Level 5 without spikes; by default C_m / g = 6.2 ms and 1 / th_voltage_decay = 11 ms.
void expect_tight_solution(double g, double tau, double decay, double k) {
    Probe neuron(0.1,
                 {{"V_th", 1e4},
                  {"g", g},
                  {"spike_dependent_threshold", 1},
                  {"after_spike_currents", 1},
                  {"adapting_threshold", 1},
                  {"th_voltage_decay", decay}},
                 {{"tau_syn", {tau}}, {"asc_init", {40, -100}}, {"asc_decay", {k, 0.1}}},
                 {{"threshold_spike", 3}, {"threshold_voltage", -2}});
    std::array<double, 7> y{0, -2, 3, 0, 0, 40, -100};

    for (int i = 0; i < 300; ++i) {
        const double current = i < 100 ? 120 : -30;
        for (int n = 0; n < 200; ++n) {
            test::runge_kutta(y, 5e-4, [&](const auto& x) {
                return std::array{(-g * x[0] + x[5] + x[6] + x[3] + current) / 58.72,
                                  0.005 * x[0] - decay * x[1],
                                  -0.009 * x[2],
                                  x[4] - x[3] / tau,
                                  -x[4] / tau,
                                  -k * x[5],
                                  -0.1 * x[6]};
            });
        }
        const double w = i % 37 == 0 ? 80 : 0;
        neuron.step(current, {w});
        y[4] += w * std::numbers::e / tau;
        // rounding of 60000 steps of the solution
        ASSERT_NEAR(neuron["V_m"], -78.85 + y[0], 1e-9);
        ASSERT_NEAR(neuron["threshold_voltage"], y[1], 1e-10);
        ASSERT_NEAR(neuron["threshold_spike"], y[2], 1e-10);
        ASSERT_NEAR(neuron["I_syn"], y[3], 1e-8);
        ASSERT_NEAR(neuron["ASCurrents_sum"], y[5] + y[6], 1e-9);
        ASSERT_NEAR(neuron["threshold"], 1e4 + y[1] + y[2], 1e-9);
    }
}

TEST(GlifPsc, AtLevelFiveFollowsTightSolution) { expect_tight_solution(9.43, 2, 0.09, 0.003); }

TEST(GlifPsc, HasNoSingularCases) {
    expect_tight_solution(5.872, 10, 0.1, 0.1);
    expect_tight_solution(5.872, 10, 0.1 + 1e-9, 0.1 - 1e-10);
}

TEST(GlifPsc, FollowsItsRulesAtASpike) {
    Probe neuron(0.1,
                 {{"t_ref", 2},
                  {"spike_dependent_threshold", 1},
                  {"after_spike_currents", 1},
                  {"adapting_threshold", 1}},
                 {{"asc_init", {10, -20}}, {"asc_r", {1, 0.5}}},
                 {{"threshold_spike", 1.5}, {"threshold_voltage", 0.7}});
    double before = neuron["V_m"];
    int n = 0;
    double asc_1 = 10;
    double asc_2 = -20;
    while (neuron.step(600) == 0) {
        before = neuron["V_m"];
        ASSERT_LT(++n, 1000);
        asc_1 *= std::exp(-0.0003);
        asc_2 *= std::exp(-0.01);
    }
    asc_1 *= std::exp(-0.0003);
    asc_2 *= std::exp(-0.01);
    const double t = 0.1 * (n + 1);

    const double reset = -78.85 + 0.2 * (before + 78.85) + 18.51;
    const double asc =
        -9.18 + asc_1 * std::exp(-0.003 * 2) + -198.94 + 0.5 * asc_2 * std::exp(-0.1 * 2);
    EXPECT_NEAR(neuron["V_m"], reset, 1e-12);
    EXPECT_NEAR(neuron["ASCurrents_sum"], asc, 1e-10);
    EXPECT_NEAR(neuron["threshold_spike"], 0.37 + 1.5 * std::exp(-0.009 * (t + 2)), 1e-12);
    const double by_voltage = neuron["threshold_voltage"];

    for (int i = 0; i < 20; ++i) {  // all stand still, but for the synaptic current
        EXPECT_EQ(neuron.step(600, {i == 0 ? 50.0 : 0.0}), 0);
        EXPECT_NEAR(neuron["V_m"], reset, 1e-12);
        EXPECT_NEAR(neuron["ASCurrents_sum"], asc, 1e-10);
        EXPECT_EQ(neuron["threshold_voltage"], by_voltage);
    }
    EXPECT_GT(neuron["I_syn"], 20);
    neuron.step(600);
    EXPECT_NE(neuron["V_m"], reset);
}

TEST(GlifPsc, SpikesAboveItsThresholdNotAtIt) {
    Probe neuron(0.1, {{"E_L", 0}, {"V_th", 1}, {"V_reset", 0}}, {}, {{"V_m", 0}});
    const double to_threshold = 1 / propagator::Membrane{0.1, 58.72 / 9.43, 58.72}.from_constant();

    EXPECT_EQ(neuron.step(to_threshold * (1 - 1e-15)), 0);
    EXPECT_EQ(neuron.step(to_threshold), 1);  // on top of what is left
}

/// The scheme of NEST 3.9 for level 5 with one port, written anew: after-spike currents act by their mean
/// over the step, the threshold does not see the synaptic current within a step.
struct Nest {
    double h, u = 0, by_spikes = 0, by_voltage = 0, i = 0, slope = 0, a1 = 0, a2 = 0;
    int held = 0;
    bool step(double current, double w) {
        const double g = 9.43;
        const double c = 58.72;
        const double before = u;
        bool spiked = false;
        if (held == 0) {
            const propagator::Membrane membrane{h, c / g, c};
            const double asc =
                -a1 * std::expm1(-0.003 * h) / (0.003 * h) - a2 * std::expm1(-0.1 * h) / (0.1 * h);
            const double steady = (current + asc) / g;
            const double phi = 0.005 / (0.09 - g / c);
            const double part = phi * (before - steady);
            const double end = 0.005 / 0.09 * steady;
            by_voltage =
                part * std::exp(-g * h / c) + std::exp(-0.09 * h) * (by_voltage - part - end) + end;
            u = before * membrane.decay() + (current + asc) * membrane.from_constant() +
                membrane.from_exponential(2) * i + membrane.from_alpha(2) * slope;
            a1 *= std::exp(-0.003 * h);
            a2 *= std::exp(-0.1 * h);
            by_spikes *= std::exp(-0.009 * h);
            spiked = u > -51.68 + 78.85 + by_spikes + by_voltage;
            if (spiked) {
                held = static_cast<int>(std::lround(3.75 / h));
                a1 = -9.18 + a1 * std::exp(-0.003 * 3.75);
                a2 = -198.94 + a2 * std::exp(-0.1 * 3.75);
                u = 0.2 * before + 18.51;
                by_spikes = 0.37 + by_spikes * std::exp(-0.009 * 3.75);
            }
        } else {
            --held;
        }
        i = (i + h * slope) * std::exp(-h / 2);
        slope = slope * std::exp(-h / 2) + w * std::numbers::e / 2;
        return spiked;
    }
};

struct Difference {
    double v = 0;      ///< mV, until the first spike
    double spike = 0;  ///< ms, largest
};

Difference difference_from_nest(double h) {
    Probe neuron(
        h,
        {{"spike_dependent_threshold", 1}, {"after_spike_currents", 1}, {"adapting_threshold", 1}});
    Nest nest{h};
    Difference difference;
    std::vector<double> ours, theirs;
    for (int n = 0; n < std::lround(300 / h); ++n) {
        const double w = n % std::lround(5 / h) == 0 ? 60 : 0;
        if (nest.step(320, w)) { theirs.push_back(n * h); }
        if (neuron.step(320, {w}) != 0) { ours.push_back(n * h); }
        if (ours.empty() && theirs.empty()) {
            difference.v = std::max(difference.v, std::abs(neuron["V_m"] + 78.85 - nest.u));
        }
    }
    EXPECT_GT(ours.size(), 5U);
    EXPECT_EQ(ours.size(), theirs.size());
    for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i) {
        difference.spike = std::max(difference.spike, std::abs(ours[i] - theirs[i]));
    }
    return difference;
}

TEST(GlifPsc, ApproachesTheSchemeOfNest) {
    for (const double h : {0.1, 0.05, 0.025, 0.0125}) {
        const auto difference = difference_from_nest(h);

        EXPECT_LT(difference.v, 1e-11);          // the threshold alone differs at first
        EXPECT_LT(difference.spike, 1.001 * h);  // by less than a step, which may show as one
    }
}

}  // namespace
}  // namespace glif_psc_test
}  // namespace callosum
