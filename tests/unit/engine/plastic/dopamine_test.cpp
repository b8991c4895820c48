#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/forced_spikes.hpp"
#include "tests/support/small_networks.hpp"

// The reward-modulated rule against its closed form: a pair leaves an eligibility, dopamine that comes
// later turns it into weight.
namespace callosum::test {
namespace dopamine_test {
namespace {

constexpr double tau_plus = 20, tau_minus = 30, tau_c = 300, tau_n = 150;

/// One synapse from a parrot, which is the transmitter as well, with a delay of 1 ms, all dendritic;
/// dopamine is heard 2 ms after a spike.
Description one_synapse(double b) {
    Description made;
    made.duration_ms = 1;
    made.populations = {
        neurons("before", 2, "parrot_neuron"),
        neurons("after", 1, "parrot_neuron", {{"tau_minus", Distribution::constant(tau_minus)}})};
    auto own = projection(0, 1, rule(RuleKind::all_to_all), Distribution::constant(10),
                          Distribution::constant(1));
    own.receptor = 1;
    own.synapse_model = "stdp_dopamine_synapse";
    own.synapse_params = {
        {"tau_plus", tau_plus}, {"tau_c", tau_c}, {"tau_n", tau_n}, {"A_plus", 4},
        {"A_minus", 6},         {"b", b},         {"Wmin", 0},      {"Wmax", 1000}};
    own.volume_transmitter = 0;
    own.volume_delay_ms = 2;
    made.projections = {own};
    return complete(made);
}

/// Weight of the synapse of source 0 at the end of a step.
double weight_at(const FastProjection& projection, std::int64_t step) {
    return projection.synapses(step).front().weight;
}

/// Integral of exp(-(t - from) / tau_c) exp(-(t - level_from) / tau_n) over [first, last], ms.
double overlap(double from, double level_from, double first, double last) {
    const double rate = 1 / tau_c + 1 / tau_n;
    const double start = std::exp(-(first - from) / tau_c - (first - level_from) / tau_n);
    return start * (1 - std::exp(-rate * (last - first))) / rate;
}

TEST(StdpDopamineSynapse, TurnsAPairThatDopamineFollowsIntoWeight) {
    const double b = 0.001;
    const auto description = one_synapse(b);
    FastProjection fast(description);
    PlainProjection plain(description);

    // Source 0 spikes at 10 ms (with its dopamine heard at 12), the target at 18 (at the synapse: 19),
    // source 1 at 50 ms, heard at 52; looked at at 90 ms.
    for (std::int64_t step = 1; step <= 910; ++step) {
        const Firing sources = step == 100 ? Firing{0} : step == 500 ? Firing{1} : Firing{};
        const Firing targets = step == 180 ? Firing{0} : Firing{};
        fast.step(step, sources, targets);
        plain.step(step, sources, targets);
    }

    // c starts at the pair; n = exp(-(t - 12) / tau_n) / tau_n + the same from 52 on. Weights after step
    // 910 have taken in what was at the synapse one delay before.
    const double end = 90;
    const double c = 4 * std::exp(-9.0 / tau_plus);
    const double heard = (overlap(19, 12, 19, end) + overlap(19, 52, 52, end)) / tau_n;
    const double base = b * tau_c * (1 - std::exp(-(end - 19) / tau_c));
    EXPECT_NEAR(weight_at(fast, 910), 10 + c * (heard - base), 1e-9);
    EXPECT_EQ(plain.synapses(910).front().weight, weight_at(fast, 910));
}

TEST(StdpDopamineSynapse, DepressesAfterAPairInReverseOrder) {
    const auto description = one_synapse(0);
    FastProjection fast(description);

    // The target at 10 ms (at the synapse: 11), the source at 15 ms, its dopamine at 17.
    for (std::int64_t step = 1; step <= 610; ++step) {
        fast.step(step, step == 150 ? Firing{0} : Firing{}, step == 100 ? Firing{0} : Firing{});
    }

    const double c = -6 * std::exp(-4.0 / tau_minus);
    EXPECT_NEAR(weight_at(fast, 610), 10 + c * overlap(15, 17, 17, 60) / tau_n, 1e-9);
}

TEST(StdpDopamineSynapse, DoesNothingWithoutDopamineButForTheBaseline) {
    const auto description = one_synapse(0);
    FastProjection fast(description);

    // The pair is of source 0; whoever spikes is dopamine too, so only what was before it is looked at.
    for (std::int64_t step = 1; step <= 119; ++step) {
        fast.step(step, step == 100 ? Firing{0} : Firing{}, step == 105 ? Firing{0} : Firing{});
    }

    EXPECT_EQ(weight_at(fast, 119), 10);
}

}  // namespace
}  // namespace dopamine_test
}  // namespace callosum::test
