#include "models/neuron/parrot_neuron.hpp"

#include <gtest/gtest.h>

#include "tests/support/neuron_probe.hpp"

namespace callosum {
namespace parrot_neuron_test {
namespace {

using Probe = test::NeuronProbe<ParrotNeuron>;

TEST(ParrotNeuron, RepeatsEachSpikeInTheStepOfItsArrival) {
    Probe neuron(0.1);

    EXPECT_EQ(neuron.step(), 0);
    EXPECT_EQ(neuron.step(0, 1), 1);
    EXPECT_EQ(neuron.step(0, 3), 3);
    EXPECT_EQ(neuron.step(), 0);
    EXPECT_EQ(neuron.step(0, 5000), 5000);
}

TEST(ParrotNeuron, IgnoresTheOtherPortAndCurrents) {
    Probe neuron(0.1);

    EXPECT_EQ(neuron.step(100, 0, 7), 0);
    EXPECT_EQ(neuron.step(100, 2, 7), 2);
    EXPECT_NE(ParrotNeuron::row_of_port(0), ParrotNeuron::row_of_port(1));
    EXPECT_TRUE(ParrotNeuron::info.counts_spikes);
}

}  // namespace
}  // namespace parrot_neuron_test
}  // namespace callosum
