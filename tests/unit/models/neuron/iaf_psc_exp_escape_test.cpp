#include <gtest/gtest.h>

#include "models/neuron/escape.hpp"
#include "models/neuron/iaf_psc_exp.hpp"
#include "tests/support/listed_probe.hpp"
#include "tests/support/neuron_probe.hpp"
#include "tests/support/statistics.hpp"

namespace callosum {
namespace iaf_psc_exp_escape_test {
namespace {

using Hard = IafPscExp<2>;
using Soft = IafPscExp<2, true>;

TEST(EscapeProbability, KeepsItsDigitsInBothPrecisions) {
    for (double x = 1e-9; x < 50; x *= 1.3) {
        const double exact = -std::expm1(-x);

        EXPECT_NEAR(escape::probability(x), exact, 6e-8 * exact);
        // 5e-7: 1 - exp(-x) in single precision, where the series ends
        EXPECT_NEAR(escape::probability(static_cast<float>(x)), exact, 5e-7 * exact);
    }
    EXPECT_EQ(escape::probability(0.0), 0);
    EXPECT_EQ(escape::probability(unbounded), 1);
}

TEST(IafPscExpEscape, IsTakenWhereDeltaIsAboveZeroSomewhere) {
    const auto query = [](std::optional<double> delta) {
        return VariantQuery{
            [delta](std::size_t i) { return i == Hard::delta ? delta : std::optional(2.0); }};
    };

    EXPECT_TRUE(IafPscExp<1>::applies(query(0)));
    EXPECT_TRUE(Hard::applies(query(0)));
    for (const auto delta : {std::optional(1.0), std::optional<double>()}) {
        EXPECT_FALSE(IafPscExp<1>::applies(query(delta)));
        EXPECT_FALSE(Hard::applies(query(delta)));
        EXPECT_TRUE(Soft::applies(query(delta)));
    }
    EXPECT_EQ(Hard::params[Hard::delta].default_value, 0);  // both as in NEST
    EXPECT_EQ(Hard::params[Hard::rho].default_value, 0.01);
}

/// With delta = 0, or so small that the step of the rate is as good as one of height infinity.
TEST(IafPscExpEscape, EqualsHardThresholdInItsLimits) {
    for (const double delta : {0.0, 1e-12, 1e-7}) {
        test::ListedProbe<Soft> soft(0.1, {{"I_e", 380}, {"delta", delta}, {"rho", 1}});
        test::NeuronProbe<Hard> hard(0.1, {{"I_e", 380}});
        int spikes = 0;

        for (int i = 0; i < 10000; ++i) {
            const double ex = i % 13 == 0 ? 200 : 0;
            const int spiked = hard.step(0, ex);
            ASSERT_EQ(soft.step(0, {ex, 0}), spiked) << delta;
            ASSERT_EQ(soft["V_m"], hard["V_m"]);
            spikes += spiked;
        }
        EXPECT_GT(spikes, 20);
    }
}

template <class T>
void expect_rate(double delta, double rho) {
    // V stays at E_L = V_reset, so that the rate is constant
    test::ListedProbe<Soft, T> neuron(0.1, {{"delta", delta}, {"rho", rho}, {"t_ref", 0}});
    const double p = 1e-4 * rho * std::exp(-15 / delta);
    const long n = 1000000;

    EXPECT_LT(std::abs(test::deviation(neuron.spikes_in(n), n, p)), 3.3) << delta;
}

TEST(IafPscExpEscape, SpikesAtTheStatedRate) {
    expect_rate<double>(5, 2000);
    expect_rate<double>(20, 10);
    expect_rate<float>(5, 2000);
    expect_rate<float>(20, 10);
}

TEST(IafPscExpEscape, IsSilentWithoutRateAndWhileHeld) {
    test::ListedProbe<Soft> silent(0.1, {{"delta", 2}, {"rho", 0}, {"I_e", 2000}});
    EXPECT_EQ(silent.spikes_in(2000), 0);

    // far above threshold: a spike whenever nothing holds the neuron
    test::ListedProbe<Soft> busy(0.1, {{"delta", 1}, {"rho", 1e30}, {"t_ref", 2}});
    EXPECT_EQ(busy.spikes_in(210), 10);
}

}  // namespace
}  // namespace iaf_psc_exp_escape_test
}  // namespace callosum
