#include "engine/plastic/homeostasis.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/forced_spikes.hpp"
#include "tests/support/small_networks.hpp"

// Homeostatic scaling against its closed form, on both paths.
namespace callosum::test {
namespace homeostasis_test {
namespace {

constexpr std::int64_t period = 100, delay = 20;  // steps of 0.1 ms

Description synapses(double lambda, double wmax) {
    Description made;
    made.duration_ms = 1;
    made.populations = {neurons("before", 2, "parrot_neuron"),
                        neurons("after", 3, "parrot_neuron")};
    auto own = projection(0, 1, rule(RuleKind::all_to_all), Distribution::constant(10),
                          Distribution::constant(2));
    own.receptor = 1;
    own.synapse_model = "stdp_synapse";
    own.synapse_params = {{"lambda", lambda}, {"Wmax", wmax}};
    made.projections = {own};
    return complete(made);
}

/// Two spikes of the target in a period: 200 spikes/s.
HomeostasisSetting two_in_a_period(double strength) { return {200, 10, strength, {}}; }

/// One path of a projection with its homeostasis; neuron n of the targets spikes `counts[n]` times in
/// every period, early in it.
template <class Path>
struct Scaled {
    Path path;
    Homeostasis homeostasis;
    Scaled(const Description& description, const HomeostasisSetting& setting)
        : path(description), homeostasis(setting, description.dt_ms, 3) {}
    void run_to(std::int64_t end, const std::array<int, 3>& counts, const Firing& sources = {}) {
        for (; step < end;) {
            ++step;
            Firing targets;
            for (std::uint64_t n = 0; n < counts.size(); ++n) {
                const auto place = step % period;
                if (place % 7 == 1 && place / 7 < counts[n]) { targets.push_back(n); }
            }
            path.step(step, step % 37 == 0 ? sources : Firing{}, targets);
            for (const auto n : targets) { homeostasis.spike(n, step); }
            if (homeostasis.due(step)) {
                homeostasis.measure(step);
                path.scale(step, homeostasis);
            }
        }
    }
    [[nodiscard]] std::vector<double> weights() const {
        std::vector<double> found;
        for (const auto& synapse : path.synapses(step)) { found.push_back(synapse.weight); }
        return found;
    }
    std::int64_t step = 0;
};

template <class Path>
class Scaling : public testing::Test {};
using Paths = testing::Types<FastProjection, PlainProjection>;
TYPED_TEST_SUITE(Scaling, Paths);

TYPED_TEST(Scaling, OfNeuronsWithAConstantRateIsAPower) {
    const auto description = synapses(0, 100);
    Scaled<TypeParam> scaled(description, two_in_a_period(0.1));

    scaled.run_to(7 * period + delay, {3, 0, 2});

    const auto found = scaled.weights();
    ASSERT_EQ(found.size(), 6U);
    for (std::size_t i = 0; i < found.size(); i += 3) {
        EXPECT_NEAR(found[i], 10 * std::pow(0.95, 7), 1e-13);
        EXPECT_NEAR(found[i + 1], 10 * std::pow(1.1, 7), 1e-13);
        EXPECT_EQ(found[i + 2], 10);
    }
}

TYPED_TEST(Scaling, GetsToASynapseAfterItsDelay) {
    const auto description = synapses(0, 100);
    Scaled<TypeParam> scaled(description, two_in_a_period(0.5));

    scaled.run_to(period + delay - 1, {0, 0, 0});
    EXPECT_EQ(scaled.weights()[0], 10);
    scaled.run_to(period + delay, {0, 0, 0});
    EXPECT_EQ(scaled.weights()[0], 15);
}

TYPED_TEST(Scaling, StaysBelowTheBoundAndAboveZero) {
    const auto description = synapses(0, 16);
    Scaled<TypeParam> scaled(description, two_in_a_period(0.5));

    scaled.run_to(2 * period + delay, {0, 6, 14});

    EXPECT_EQ(scaled.weights()[0], 16);  // 22.5
    EXPECT_EQ(scaled.weights()[1], 0);   // 1 + 0.5 (2 - 6) / 2
    EXPECT_EQ(scaled.weights()[2], 0);   // below 0
}

TYPED_TEST(Scaling, ComesAfterThePostsynapticSpikesBeforeIt) {
    // Multiplicative facilitation w += lambda (Wmax - w) K+ does not commute with scaling: a spike of
    // the source at 37 steps, one of each target at 1 and 101 steps, the factor of step 100.
    const auto description = synapses(0.2, 100);
    Scaled<TypeParam> scaled(description, two_in_a_period(0.5));

    scaled.run_to(60, {1, 0, 0}, {0});
    scaled.run_to(period + delay, {1, 0, 0});

    // The source is at the synapse at 37, the target's spikes at 21 and 121 (the delay is dendritic):
    // depression, the factor 1.25, and only then facilitation.
    const double depressed = 10 - 0.2 * 10 * std::exp(-(37 - 21) / 200.0);
    EXPECT_NEAR(scaled.weights()[0], depressed * 1.25, 1e-12);
    scaled.run_to(period + 2 * delay + 1, {1, 0, 0});
    const double after = depressed * 1.25;
    EXPECT_NEAR(scaled.weights()[0], after + 0.2 * (100 - after) * std::exp(-(121 - 37) / 200.0),
                1e-12);
}

TEST(Homeostasis, TakesARunningMeanOverItsTimeConstant) {
    const double tau = 50;
    Homeostasis homeostasis({100, 10, 0.2, tau}, 0.1, 2);

    homeostasis.measure(100);
    const double faded = 5 * std::exp(-10 / tau);  // from the target, 5 in a time constant
    EXPECT_NEAR(homeostasis.factor(0), 1 + 0.2 * (5 - faded) / 5, 1e-14);

    homeostasis.spike(1, 150);
    homeostasis.spike(1, 170);
    homeostasis.measure(200);
    const double mean = 5 * std::exp(-20 / tau) + std::exp(-5 / tau) + std::exp(-3 / tau);
    EXPECT_NEAR(homeostasis.factor(0), 1 + 0.2 * (5 - 5 * std::exp(-20 / tau)) / 5, 1e-14);
    EXPECT_NEAR(homeostasis.factor(1), 1 + 0.2 * (5 - mean) / 5, 1e-14);
}

TEST(Homeostasis, TellsTheNextEndOfAPeriod) {
    auto description = synapses(0, 100);
    EXPECT_EQ(next_scaling(description, 5), Description::never);
    description.populations[0].homeostasis = {5, 10, 0.1, {}};
    description.populations[1].homeostasis = {5, 7.5, 0.1, {}};

    EXPECT_EQ(next_scaling(description, 0), 75);
    EXPECT_EQ(next_scaling(description, 75), 100);
    EXPECT_EQ(next_scaling(description, 100), 150);
}

/// Where the problems of homeostasis of population "after" are, after a change.
std::vector<Problem> problems_of(const std::function<void(Description&)>& change) {
    auto description = synapses(0.1, 100);
    description.populations[1].homeostasis = {5, 10, 0.1, {}};
    change(description);
    return check_and_number(description);
}

TEST(Homeostasis, IsRefusedWhereItCannotWork) {
    EXPECT_TRUE(problems_of([](Description&) {}).empty());
    const auto bad = problems_of([](Description& description) {
        description.populations[1].homeostasis = {0, 10.05, 1.5, -1};
    });
    ASSERT_EQ(bad.size(), 4U);
    const std::string where = "populations.after.homeostasis.";
    EXPECT_EQ(bad[0].where, where + "target_rate");
    EXPECT_EQ(bad[1].where, where + "strength");
    EXPECT_NE(bad[1].what.find("1.5"), std::string::npos);
    EXPECT_EQ(bad[2].where, where + "period");
    EXPECT_NE(bad[2].what.find("multiple of dt"), std::string::npos);
    EXPECT_EQ(bad[3].where, where + "time_constant");
    const auto short_period = problems_of(
        [](Description& description) { description.populations[1].homeostasis->period_ms = 1.9; });
    ASSERT_EQ(short_period.size(), 1U);
    EXPECT_NE(short_period[0].what.find("longest delay"), std::string::npos);
    const auto nothing = problems_of([](Description& description) {
        description.populations[0].homeostasis = {5, 10, 0.1, {}};
    });
    ASSERT_EQ(nothing.size(), 1U);
    EXPECT_EQ(nothing[0].where, "populations.before.homeostasis");
}

}  // namespace
}  // namespace homeostasis_test
}  // namespace callosum::test
