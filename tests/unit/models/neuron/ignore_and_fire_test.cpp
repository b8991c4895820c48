#include "models/neuron/ignore_and_fire.hpp"

#include <gtest/gtest.h>

#include "tests/support/neuron_probe.hpp"

namespace callosum {
namespace ignore_and_fire_test {
namespace {

using Probe = test::NeuronProbe<IgnoreAndFire>;

std::vector<int> spikes(Probe neuron, int steps, double input = 0) {
    std::vector<int> found;
    for (int i = 1; i <= steps; ++i) {
        if (neuron.step(input, input, -input) != 0) { found.push_back(i); }
    }
    return found;
}

TEST(IgnoreAndFire, FiresAtFixedIntervalsFromItsPhase) {
    EXPECT_EQ(spikes(Probe(0.1), 3100), (std::vector{1001, 2001, 3001}));
    EXPECT_EQ(spikes(Probe(0.1, {{"phase", 0.25}, {"rate", 100}}), 250),
              (std::vector{26, 126, 226}));
}

TEST(IgnoreAndFire, IgnoresAllInput) {
    const Probe neuron(0.1, {{"phase", 0.25}, {"rate", 100}});

    EXPECT_EQ(spikes(neuron, 500, 1e6), spikes(neuron, 500));
}

TEST(IgnoreAndFire, RoundsUpToWholeSteps) {
    EXPECT_EQ(spikes(Probe(0.1, {{"phase", 0.5}, {"rate", 30}}), 600), (std::vector{168, 502}));
}

TEST(IgnoreAndFire, FiresInEachStepAtTheMost) {
    const auto found = spikes(Probe(0.1, {{"rate", 1e6}}), 10);

    EXPECT_EQ(found, (std::vector{2, 3, 4, 5, 6, 7, 8, 9, 10}));
}

}  // namespace
}  // namespace ignore_and_fire_test
}  // namespace callosum
