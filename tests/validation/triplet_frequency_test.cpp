#include <cmath>

#include <catch2/catch.hpp>

#include "tests/support/forced_spikes.hpp"
#include "tests/support/small_networks.hpp"

// Pfister & Gerstner (2006), figure 3: 60 pairs at a frequency, triplet rule with the all-to-all set of
// visual cortex. The changes are those of the sums over all spikes, computed apart from this code; the
// tolerance is that of two digits, as the figure can be read.
namespace callosum {
namespace triplet_frequency_test {
namespace {

constexpr double dt_ms = 0.1, delay_ms = 1;

/// Change of a weight of 1 by `n` pairs, the postsynaptic spike `gap_ms` after the other at the synapse.
double change(double gap_ms, double frequency, int n = 60) {
    Description description;
    description.dt_ms = dt_ms;
    description.duration_ms = 1;
    description.populations = {test::neurons("before", 1, "parrot_neuron"),
                               test::neurons("after", 1, "parrot_neuron",
                                             {{"tau_minus", Distribution::constant(33.7)},
                                              {"tau_minus_triplet", Distribution::constant(125)}})};
    auto own = test::projection(0, 1, test::rule(RuleKind::one_to_one), Distribution::constant(1),
                                Distribution::constant(delay_ms));
    own.receptor = 1;
    own.synapse_model = "stdp_triplet_synapse";
    own.synapse_params = {{"tau_plus", 16.8},        {"tau_plus_triplet", 101},
                          {"Aplus", 5e-10},          {"Aminus", 7e-3},
                          {"Aplus_triplet", 6.2e-3}, {"Aminus_triplet", 2.3e-4}};
    description.projections = {own};
    description = test::complete(description);
    test::FastProjection path(description);
    const auto interval = std::llround(1000 / frequency / dt_ms);
    // A postsynaptic spike needs the delay, all of it dendritic, to get to the synapse.
    const auto gap = std::llround((gap_ms - delay_ms) / dt_ms);
    const std::int64_t first = 1000;
    const auto pair_at = [&](std::int64_t step) {
        return step >= first && (step - first) % interval == 0 && (step - first) / interval < n;
    };
    const std::int64_t end = first + n * interval + 1000;
    for (std::int64_t step = 1; step <= end; ++step) {
        path.step(step, pair_at(step) ? test::Firing{0} : test::Firing{},
                  pair_at(step - gap) ? test::Firing{0} : test::Firing{});
    }
    return path.synapses(end).at(0).weight - 1;
}

TEST_CASE("Sixty pairs change a weight by their frequency as in Pfister & Gerstner (2006)") {
    struct Row {
        double frequency, before, after;  ///< presynaptic spike first, or last
    };
    for (const Row row : {Row{0.1, 0.00, -0.31}, Row{10, 0.13, -0.33}, Row{20, 0.25, -0.35},
                          Row{40, 0.53, 0.16}, Row{50, 0.74, 0.73}}) {
        CAPTURE(row.frequency);
        CHECK(change(10, row.frequency) == Approx(row.before).margin(0.02));
        CHECK(change(-10, row.frequency) == Approx(row.after).margin(0.02));
    }
}

TEST_CASE("A single pair of the triplet rule is the closed form of the pair") {
    CHECK(change(10, 1, 1) == Approx(5e-10 * std::exp(-10 / 16.8)).epsilon(1e-6));
    CHECK(change(-10, 1, 1) == Approx(-7e-3 * std::exp(-10 / 33.7)).epsilon(1e-9));
}

}  // namespace
}  // namespace triplet_frequency_test
}  // namespace callosum
