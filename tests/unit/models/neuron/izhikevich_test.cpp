#include "models/neuron/izhikevich.hpp"

#include <gtest/gtest.h>

#include "tests/support/nest_stimulus.hpp"
#include "tests/support/neuron_probe.hpp"

namespace callosum {
namespace izhikevich_test {
namespace {

using Probe = test::NeuronProbe<Izhikevich<true>>;
using PaperProbe = test::NeuronProbe<Izhikevich<false>>;

TEST(Izhikevich, HasDefaultsOfNest) {
    const Probe neuron(0.1);

    for (const auto& [name, value] : {std::pair{"a", 0.02},
                                      {"b", 0.2},
                                      {"c", -65.0},
                                      {"d", 8.0},
                                      {"I_e", 0.0},
                                      {"V_th", 30.0},
                                      {"consistent_integration", 1.0}}) {
        EXPECT_EQ(neuron.param(name), value) << name;
    }
    EXPECT_EQ(neuron["V_m"], -65);
    EXPECT_EQ(neuron["U_m"], 0);
}

TEST(Izhikevich, GivesTheSpikesAndPotentialsOfNest) {
    Probe neuron(0.1, {}, {{"U_m", -13}});
    const test::NestStimulus stimulus{{1, 2}, -1.5, {10, 14, -5}};
    std::vector<double> v;

    const auto spikes = stimulus.run(neuron, [&](int) { v.push_back(neuron["V_m"]); });

    EXPECT_EQ(spikes, (std::vector{538, 727, 1161, 2034, 2098, 2415, 2744}));
    // 1e-9: NEST's potentials have 12 digits; they are those at the end of these steps
    for (const auto& [step, potential] : {std::pair{200, -70.9900648169},
                                          {1000, -67.4409168427},
                                          {2500, -71.9868180269},
                                          {4990, -69.6852042584}}) {
        EXPECT_NEAR(v[static_cast<unsigned>(step - 1)], potential, 1e-9) << step;
    }
}

TEST(Izhikevich, PaperSchemeIsTwoHalfStepsAndInputACurrent) {
    PaperProbe neuron(1, {{"I_e", 3}}, {{"V_m", -60}, {"U_m", -12}});
    neuron.step(2, 4, -1);

    const auto half = [](double v) { return v + 0.5 * (0.04 * v * v + 5 * v + 140 + 12 + 8); };
    const double v = half(half(-60));
    // 1e-12: rounding
    EXPECT_NEAR(neuron["V_m"], v, 1e-12);
    EXPECT_NEAR(neuron["U_m"], -12 + 0.02 * (0.2 * v + 12), 1e-12);
}

TEST(Izhikevich, InputJumpsAtTheEndOfTheStepAndMayMakeASpike) {
    Probe neuron(0.1, {}, {{"U_m", -13}});

    EXPECT_EQ(neuron.step(0, 200, 0), 1);

    EXPECT_EQ(neuron["V_m"], -65);
    EXPECT_NEAR(neuron["U_m"], -5, 0.01);  // d = 8, and a step of recovery
    EXPECT_EQ(neuron.step(0, 200, 0), 1);  // no refractory period
}

TEST(Izhikevich, PotentialStaysAboveItsBound) {
    Probe neuron(0.1, {{"V_min", -80}});

    neuron.step(0, 0, -500);

    EXPECT_EQ(neuron["V_m"], -80);
}

TEST(Izhikevich, FlagChoosesTheVariant) {
    const auto flag = [](double value) {
        return VariantQuery{[value](std::size_t) { return std::optional(value); }, false};
    };
    EXPECT_TRUE(Izhikevich<true>::applies(flag(1)));
    EXPECT_FALSE(Izhikevich<true>::applies(flag(0)));
    EXPECT_TRUE(Izhikevich<false>::applies(flag(0)));
}

}  // namespace
}  // namespace izhikevich_test
}  // namespace callosum
