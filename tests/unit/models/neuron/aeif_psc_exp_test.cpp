#include "models/neuron/aeif_psc_exp.hpp"

#include <gtest/gtest.h>

#include "tests/support/aeif_solution.hpp"
#include "tests/support/neuron_probe.hpp"

namespace callosum {
namespace aeif_psc_exp_test {
namespace {

using Probe = test::NeuronProbe<AeifPscExp>;

TEST(AeifPscExp, HasDefaultsOfNest) {
    const Probe neuron(0.1);

    EXPECT_EQ(neuron.param("tau_syn_ex"), 0.2);
    EXPECT_EQ(neuron.param("tau_syn_in"), 2);
    EXPECT_EQ(neuron.param("t_ref"), 0);
    EXPECT_EQ(neuron.param("V_peak"), 0);
    EXPECT_EQ(neuron["V_m"], -70.6);
}

TEST(AeifPscExp, FollowsTightSolutionThroughSpikes) {
    test::AeifSolution tight;
    tight.run(60, [](double t) {
        return std::pair{900 + 500 * std::exp(-t / 20) - 200 * std::exp(-t / 30), 0.0};
    });
    ASSERT_GE(tight.spikes, 3);
    // Measured at 1 and 8 sub-steps: V within 2e-3 and 2e-4 mV, w within 0.02 and 0.002 pA
    for (const auto& [substeps, bound] : {std::pair{1, 0.05}, {8, 0.005}}) {
        Probe neuron(0.1, {{"tau_syn_ex", 20}, {"tau_syn_in", 30}, {"substeps", substeps}},
                     {{"I_syn_ex", 500}, {"I_syn_in", 200}});
        int spikes = 0;
        for (int i = 0; i < 600; ++i) { spikes += neuron.step(900); }
        EXPECT_EQ(spikes, tight.spikes);
        EXPECT_NEAR(neuron["V_m"], tight.v, bound);
        EXPECT_NEAR(neuron["w"], tight.w, bound);
    }
}

TEST(AeifPscExp, RecordsInhibitionAsPositiveCurrent) {
    Probe neuron(0.1);

    neuron.step(0, 30, -50);

    EXPECT_EQ(neuron["I_syn_ex"], 30);
    EXPECT_EQ(neuron["I_syn_in"], 50);
    for (int i = 0; i < 20; ++i) { neuron.step(); }
    EXPECT_NEAR(neuron["I_syn_in"], 50 * std::exp(-1.0), 1e-12);  // rounding of 40 products
    EXPECT_LT(neuron["V_m"], -70.6);
}

}  // namespace
}  // namespace aeif_psc_exp_test
}  // namespace callosum
