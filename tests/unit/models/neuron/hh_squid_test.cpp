#include "models/neuron/hh_squid.hpp"

#include <gtest/gtest.h>

#include "tests/support/hh_solution.hpp"
#include "tests/support/neuron_probe.hpp"

namespace callosum {
namespace hh_squid_test {
namespace {

using Probe = test::NeuronProbe<HhSquid>;

/// 150 ms with a current from 10 to 130 ms; the steps of spikes.
std::vector<int> run(Probe& neuron, double dt, double pA) {
    std::vector<int> spikes;
    for (int i = 1; i <= std::lround(150 / dt); ++i) {
        const double start = (i - 1) * dt + 1e-9;
        if (neuron.step(start >= 10 && start < 130 ? pA : 0) != 0) { spikes.push_back(i); }
    }
    return spikes;
}

std::vector<int> stamps(std::vector<double> crossings, double dt) {
    std::vector<int> steps;
    for (const double t : crossings) { steps.push_back(static_cast<int>(std::ceil(t / dt))); }
    return steps;
}

// Crossings of 0 mV by NEURON 8.2.2, CVODE with a tolerance of 1e-12; 1000 um^2.
TEST(HhSquid, StampsTheSpikesOfNeuron) {
    for (const double dt : {0.1, 0.025}) {
        Probe neuron(dt);
        EXPECT_EQ(run(neuron, dt, 100), stamps({11.90064, 26.80748, 41.44261, 56.06567, 70.68784,
                                                85.30994, 99.93204, 114.55414, 129.17623},
                                               dt));
        EXPECT_NEAR(neuron["V_m"], -64.592291166, 2e-6);
    }
}

struct NeuronRun {
    double pA;
    std::size_t n;
    double first, last, v_end;
};

// The same, every current of that comparison: first and last crossing, and V at 150 ms to the tolerance
// of CVODE.
TEST(HhSquid, HasSpikeTimesOfNeuronForEveryCurrent) {
    for (const auto& [pA, n, first, last, v_end] :
         {NeuronRun{20, 0, 0, 0, -65.01441265388},
          {50, 1, 12.98806, 12.98806, -65.03611745332},
          {70, 7, 12.37534, 115.13643, -65.02346361349},
          {100, 9, 11.90064, 129.17623, -64.59229116590},
          {200, 11, 11.27053, 127.40280, -64.81463295532},
          {500, 14, 10.75911, 122.90161, -64.98446739261},
          {-50, 1, 134.74961, 134.74961, -65.70692563493}}) {
        Probe neuron(0.01);

        const auto spikes = run(neuron, 0.01, pA);

        ASSERT_EQ(spikes.size(), n) << pA;
        EXPECT_NEAR(neuron["V_m"], v_end, 1e-9) << pA;
        if (n == 0) { continue; }
        EXPECT_NEAR(spikes.front() * 0.01, first, 0.02) << pA;
        EXPECT_NEAR(spikes.back() * 0.01, last, 0.02) << pA;
    }
}

TEST(HhSquid, StampsTheSpikesOfNeuronAt16Degrees) {
    Probe neuron(0.1, {{"celsius", 16}});

    const auto spikes = run(neuron, 0.1, 200);

    ASSERT_EQ(spikes.size(), 25U);
    EXPECT_EQ(spikes.front(), 110);  // 10.96014 ms
    EXPECT_EQ(spikes.back(), 1262);  // 126.10862 ms
}

TEST(HhSquid, SpikesAfterInhibition) {
    Probe neuron(0.1);

    EXPECT_EQ(run(neuron, 0.1, -50), (std::vector{1348}));  // 134.74961 ms
}

TEST(HhSquid, ConvergesWithSixthOrder) {
    test::HhSolution tight{test::squid_rates,
                           1200,
                           50,
                           360,
                           -77,
                           3,
                           -54.3,
                           10,
                           0,
                           {-65, hh::squid_m, hh::squid_h, hh::squid_n, 0}};
    tight.run(10, [](double) { return std::pair{200.0, 0.0}; });
    const auto error = [&](double dt, double substeps) {
        Probe neuron(dt, {{"I_e", 200}, {"substeps", substeps}});
        for (int i = 0; i < std::lround(10 / dt); ++i) { neuron.step(); }
        return std::abs(neuron["V_m"] - tight.y[0]);
    };

    // Parts n, n + 1, n + 2: the error goes as 1 / (n (n + 1) (n + 2))^2, and as dt^6 by a factor of
    // 64 in the limit; 0.7 of that allows for the next term.
    const auto product = [](double n) { return n * (n + 1) * (n + 2); };
    const double in_parts = product(6) * product(6) / (product(3) * product(3));
    EXPECT_GT(error(0.1, 3), 0.7 * in_parts * error(0.1, 6));
    EXPECT_GT(error(0.1, 2), 0.7 * 64 * error(0.05, 2));
}

TEST(HhSquid, DependsOnCurrentPerAreaAlone) {
    Probe small(0.1);
    Probe large(0.1, {{"area", 5000}});
    for (int i = 0; i < 200; ++i) {
        small.step(100);
        large.step(500);
    }

    EXPECT_NEAR(small["V_m"], large["V_m"], 1e-9);  // rounding, amplified by a spike
}

TEST(HhSquid, SynapticCurrentJumpsAndDecays) {
    Probe neuron(0.1);
    neuron.step(0, 30, -20);
    EXPECT_EQ(neuron["I_syn_ex"], 30);

    neuron.step();
    EXPECT_NEAR(neuron["I_syn_in"], -20 * std::exp(-0.05), 1e-13);
}

}  // namespace
}  // namespace hh_squid_test
}  // namespace callosum
