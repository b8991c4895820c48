#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/forced_spikes.hpp"
#include "tests/support/small_networks.hpp"

// Which spikes meet at a synapse: a presynaptic one gets there after the axonal part of the delay, a
// postsynaptic one after the dendritic part.
namespace callosum::test {
namespace delays_test {
namespace {

constexpr std::int64_t delay = 10;  // steps

/// Additive pair rule with steps of 1 for facilitation and for depression.
Description network(double dendritic_fraction, double delay_ms = 1) {
    Description made;
    made.duration_ms = 1;
    made.populations = {neurons("before", 1, "parrot_neuron"),
                        neurons("after", 1, "parrot_neuron")};
    auto own = projection(0, 1, rule(RuleKind::one_to_one), Distribution::constant(50),
                          Distribution::constant(delay_ms));
    own.receptor = 1;
    own.synapse_model = "stdp_synapse";
    own.synapse_params = {{"lambda", 0.01}, {"mu_plus", 0}, {"mu_minus", 0}};
    own.dendritic_fraction = dendritic_fraction;
    made.projections = {own};
    return complete(made);
}

/// Change of the weight where the presynaptic spike is stamped 100, the postsynaptic one 100 + `gap`.
template <class Path>
double change(const Description& description, std::int64_t gap) {
    Path path(description);
    for (std::int64_t step = 1; step <= 300; ++step) {
        path.step(step, step == 100 ? Firing{0} : Firing{},
                  step == 100 + gap ? Firing{0} : Firing{});
    }
    return path.synapses(300).at(0).weight - 50;
}

TEST(PlasticDelays, APairIsTimedAtTheSynapse) {
    for (const double fraction : {1.0, 0.6, 0.5, 0.1}) {
        const auto description = network(fraction);
        const auto dendritic = std::llround(fraction * delay);
        for (std::int64_t gap = -30; gap <= 30; ++gap) {
            SCOPED_TRACE(std::to_string(fraction) + ", " + std::to_string(gap));
            // Arrivals: 100 + (delay - dendritic), and 100 + gap + dendritic.
            const auto later = static_cast<double>(gap + 2 * dendritic - delay);
            double expected = later < 0 ? -1 : 1;
            expected *= later == 0 ? 0 : std::exp(-std::abs(later) / 200);

            // 1e-12: some roundings of a weight of 50.
            EXPECT_NEAR(change<FastProjection>(description, gap), expected, 1e-12);
            EXPECT_NEAR(change<PlainProjection>(description, gap), expected, 1e-12);
        }
    }
}

TEST(PlasticDelays, AtLeastOneStepIsDendritic) {
    const auto description = network(0.5, 0.1);

    EXPECT_EQ(dendritic_steps(description.projections[0], 1), 1U);
    EXPECT_NEAR(change<FastProjection>(description, -1), 0, 1e-12);
    EXPECT_NEAR(change<FastProjection>(description, 0), std::exp(-1 / 200.), 1e-12);
    EXPECT_NEAR(change<FastProjection>(description, -2), -std::exp(-1 / 200.), 1e-12);
}

TEST(PlasticDelays, ASpikeDeliversTheWeightThatItLeavesAtItsArrival) {
    const auto description = network(0.6);
    FastProjection path(description);
    for (std::int64_t step = 1; step <= 120; ++step) {
        path.step(step, step == 100 ? Firing{0} : Firing{}, step == 95 ? Firing{0} : Firing{});
        // At the synapse at 104 and 101.
        if (step == 110) {
            EXPECT_NEAR(path.delivered(0), 50 - std::exp(-3 / 200.), 1e-12);
        } else {
            EXPECT_EQ(path.delivered(0), 0) << step;
        }
    }
}

TEST(PlasticDelays, AWeightShowsThePostsynapticSpikesThatASpikeArrivingNowWouldFind) {
    const auto description = network(1);
    FastProjection path(description);
    for (std::int64_t step = 1; step <= 130; ++step) {
        path.step(step, step == 100 ? Firing{0} : Firing{}, step == 105 ? Firing{0} : Firing{});
        const double expected = step < 125 ? 50 : 50 + std::exp(-15 / 200.);
        EXPECT_NEAR(path.synapses(step).at(0).weight, expected, 1e-12) << step;
    }
}

}  // namespace
}  // namespace delays_test
}  // namespace callosum::test
