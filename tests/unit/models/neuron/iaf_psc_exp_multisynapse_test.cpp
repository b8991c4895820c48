#include "models/neuron/iaf_psc_exp_multisynapse.hpp"

#include <gtest/gtest.h>

#include "models/neuron/iaf_psc_exp.hpp"
#include "tests/support/listed_probe.hpp"
#include "tests/support/neuron_probe.hpp"

namespace callosum {
namespace iaf_psc_exp_multisynapse_test {
namespace {

using Probe = test::ListedProbe<IafPscExpMultisynapse>;

TEST(IafPscExpMultisynapse, HasDefaultsOfNest) {
    const Probe neuron(0.1);

    for (const auto& [name, value] : {std::pair{"C_m", 250.0},
                                      {"tau_m", 10.0},
                                      {"t_ref", 2.0},
                                      {"E_L", -70.0},
                                      {"V_th", -55.0},
                                      {"V_reset", -70.0},
                                      {"I_e", 0.0}}) {
        EXPECT_EQ(neuron.param(name), value) << name;
    }
    EXPECT_EQ(IafPscExpMultisynapse::lists[0].default_value.size(), 1U);
    EXPECT_EQ(IafPscExpMultisynapse::lists[0].default_value[0], 2);
}

TEST(IafPscExpMultisynapse, EqualsIafPscExpWithTwoReceptors) {
    Probe neuron(0.1, {{"I_e", 370}}, {{"tau_syn", {0.5, 3}}});
    test::NeuronProbe<IafPscExp<2>> plain(0.1,
                                          {{"I_e", 370}, {"tau_syn_ex", 0.5}, {"tau_syn_in", 3}});
    int spikes = 0;

    for (int i = 0; i < 5000; ++i) {
        const double ex = i % 7 == 0 ? 600 : 0;
        const double in = i % 11 == 0 ? -120 : 0;
        const int spiked = plain.step(20, ex, in);
        EXPECT_EQ(neuron.step(20, {ex, in}), spiked);
        EXPECT_EQ(neuron["V_m"], plain["V_m"]);  // the same operations: the same bits
        spikes += spiked;
    }
    EXPECT_GT(spikes, 10);
}

TEST(IafPscExpMultisynapse, FollowsTightSolutionWhereTimeConstantsMeet) {
    const std::vector<double> tau{10, 2, 0.3, 10.0000001};  // tau_m is 10
    Probe neuron(0.1, {{"V_th", 1000}, {"I_e", 100}}, {{"tau_syn", tau}});
    std::array<double, 5> y{-70, 0, 0, 0, 0};

    for (int i = 0; i < 300; ++i) {
        for (int n = 0; n < 100; ++n) {
            test::runge_kutta(y, 1e-3, [&](const auto& x) {
                std::array<double, 5> slope{(-70 - x[0]) / 10 +
                                            (x[1] + x[2] + x[3] + x[4] + 100) / 250};
                for (std::size_t r = 0; r < 4; ++r) { slope[r + 1] = -x[r + 1] / tau[r]; }
                return slope;
            });
        }
        if (i % 40 == 0) {
            neuron.step(0, {100, 200, -300, 50});
            for (std::size_t r = 0; r < 4; ++r) {
                y[r + 1] += std::array<double, 4>{100, 200, -300, 50}[r];
            }
        } else {
            neuron.step();
        }
        // rounding of 30000 steps of the solution
        ASSERT_NEAR(neuron["V_m"], y[0], 1e-10);
        ASSERT_NEAR(neuron["I_syn"], y[1] + y[2] + y[3] + y[4], 1e-8);
    }
}

}  // namespace
}  // namespace iaf_psc_exp_multisynapse_test
}  // namespace callosum
