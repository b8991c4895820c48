#include "models/neuron/pp_psc_delta.hpp"

#include <gtest/gtest.h>

#include "tests/support/listed_probe.hpp"
#include "tests/support/statistics.hpp"

namespace callosum {
namespace pp_psc_delta_test {
namespace {

template <class T = double>
using Probe = test::ListedProbe<PpPscDelta<false>, T>;
template <class T = double>
using Repeating = test::ListedProbe<PpPscDelta<true>, T>;

TEST(PpPscDelta, HasDefaultsOfNest) {
    const Probe<> neuron(0.1);

    for (const auto& [name, value] : {std::pair{"C_m", 250.0},
                                      {"tau_m", 10.0},
                                      {"dead_time", 1.0},
                                      {"with_reset", 1.0},
                                      {"c_1", 0.0},
                                      {"c_2", 1.238},
                                      {"c_3", 0.25},
                                      {"I_e", 0.0}}) {
        EXPECT_EQ(neuron.param(name), value) << name;
    }
    EXPECT_EQ(neuron["V_m"], 0);
}

/// A Poisson process with dead time d has the rate lambda / (1 + lambda d); on the grid an interval
/// lasts d and then dt / P on average, P = 1 - exp(-lambda dt).
template <class T>
void expect_rate_with_dead_time(double dead_time, double lambda) {
    Probe<T> neuron(0.1, {{"dead_time", dead_time}, {"c_2", lambda}});
    const long n = 2000000;
    const double p = -std::expm1(-1e-4 * lambda);
    const double interval = std::max(dead_time, 0.1) / 0.1 + 1 / p;  // in steps
    const double variance = (1 - p) / (p * p);
    const double expected = static_cast<double>(n) / interval;
    const double sd = std::sqrt(static_cast<double>(n) * variance / std::pow(interval, 3));

    const auto spikes = static_cast<double>(neuron.spikes_in(n));

    EXPECT_LT(std::abs(spikes - expected) / sd, 3.3) << dead_time;
    const double continuous = lambda / (1 + lambda * dead_time * 1e-3);
    // an interval on the grid is dt / 2 longer, and up to dt more where the dead time is below dt
    EXPECT_NEAR(expected / (static_cast<double>(n) * 1e-4), continuous, lambda * lambda * 1.5e-4);
}

TEST(PpPscDelta, HasTheRateOfAPoissonProcessWithDeadTime) {
    expect_rate_with_dead_time<double>(1, 50);
    expect_rate_with_dead_time<double>(20, 100);
    expect_rate_with_dead_time<double>(0.01, 30);  // lasts a step
    expect_rate_with_dead_time<float>(1, 50);
    expect_rate_with_dead_time<float>(20, 100);
}

TEST(PpPscDelta, HasIntervalsOfAPoissonProcessWithDeadTime) {
    Probe<> neuron(0.1, {{"dead_time", 5}, {"c_2", 80}});
    std::vector<double> intervals;
    int last = 0;
    for (int i = 1; i < 3000000; ++i) {
        if (neuron.step() == 0) { continue; }
        const double within = std::fmod(static_cast<double>(i) * 0.6180339887498949, 1.0);
        if (last > 0) { intervals.push_back(0.1 * (i - last - within)); }
        last = i;
    }

    ASSERT_GT(intervals.size(), 10000U);
    EXPECT_LT(test::kolmogorov(intervals,
                               [](double t) { return t < 5 ? 0 : -std::expm1(-(t - 5) * 0.08); }),
              1.95);
}

/// Numbers of spikes per step without dead time, against the Poisson distribution.
template <class T>
void expect_poisson(double mean) {
    Repeating<T> neuron(0.1, {{"dead_time", 0}, {"c_2", mean * 1e4}});
    const long n = 500000;
    std::array<long, 30> times{};
    for (long i = 0; i < n; ++i) { ++times[static_cast<std::size_t>(neuron.step())]; }

    double p = std::exp(-mean);
    for (int k = 0; k < 12 && p * static_cast<double>(n) > 20; ++k, p *= mean / k) {
        EXPECT_LT(std::abs(test::deviation(times[static_cast<std::size_t>(k)], n, p)), 3.6)
            << mean << ", " << k;
    }
}

TEST(PpPscDelta, DrawsPoissonNumbersWithoutDeadTime) {
    for (const double mean : {0.003, 0.3, 2.0}) {
        expect_poisson<double>(mean);
        expect_poisson<float>(mean);
    }
}

TEST(PpPscDelta, RepeatsOnlyWithoutDeadTime) {
    Repeating<> neuron(0.1, {{"dead_time", 1}, {"c_2", 1e5}});
    int most = 0;
    long spikes = 0;
    for (int i = 0; i < 1100; ++i) {
        const int n = neuron.step();
        most = std::max(most, n);
        spikes += n;
    }
    EXPECT_EQ(most, 1);
    EXPECT_EQ(spikes, 100);  // one, then ten steps of dead time

    const auto query = [](std::optional<double> dead_time) {
        return VariantQuery{[dead_time](std::size_t i) {
            return i == PpPscDelta<false>::dead_time ? dead_time : std::optional(1.0);
        }};
    };
    EXPECT_TRUE(PpPscDelta<false>::applies(query(1)));
    EXPECT_FALSE(PpPscDelta<false>::applies(query(0)));
    EXPECT_FALSE(PpPscDelta<false>::applies(query({})));
}

TEST(PpPscDelta, LeaksJumpsAndAdapts) {
    Repeating<> neuron(0.1, {{"dead_time", 0}, {"with_reset", 0}, {"c_2", 2000}, {"I_e", 50}},
                       {{"tau_sfa", {34, 5}}, {"q_sfa", {1.5, 0.2}}});
    double v = 0;
    std::array<double, 2> e{};
    int most = 0;

    for (int i = 0; i < 20000; ++i) {
        const double w = i % 50 == 0 ? 4 : 0;
        v = v * std::exp(-0.01) + (50 + 20) * 10 / 250.0 * -std::expm1(-0.01) + w;
        const int n = neuron.step(20, {w});
        e = {e[0] * std::exp(-0.1 / 34) + 1.5 * n, e[1] * std::exp(-0.1 / 5) + 0.2 * n};
        most = std::max(most, n);
        ASSERT_NEAR(neuron["V_m"], v, 1e-11);
        ASSERT_NEAR(neuron["E_sfa"], e[0] + e[1], 1e-10);
    }
    EXPECT_GT(most, 1);
}

TEST(PpPscDelta, ResetsAndGoesOnDuringDeadTime) {
    Probe<> neuron(0.1, {{"dead_time", 2}, {"c_2", 1e9}});

    EXPECT_EQ(neuron.step(0, {7}), 1);
    EXPECT_EQ(neuron["V_m"], 0);
    EXPECT_EQ(neuron.step(0, {7}), 0);
    EXPECT_EQ(neuron["V_m"], 7);
}

TEST(PpPscDelta, HasLinearRateThatIsNeverNegative) {
    // V = 20 mV, held there by I_e: 20 mV * 5 / (s mV) = 100 / s, and no exponential part
    Probe<> neuron(
        0.1,
        {{"c_1", 5}, {"c_2", 0}, {"c_3", 1e3}, {"I_e", 500}, {"with_reset", 0}, {"dead_time", 0.1}},
        {}, {{"V_m", 20}});
    Probe<> below(0.1, {{"c_1", 5}, {"c_2", 0}, {"I_e", -500}}, {}, {{"V_m", -20}});
    const long n = 1000000;
    const double p = -std::expm1(-1e-2);

    // one step of dead time: the share of free steps is 1 / (1 + p)
    EXPECT_LT(std::abs(test::deviation(neuron.spikes_in(n), n, p / (1 + p))), 3.3);
    EXPECT_EQ(below.spikes_in(10000), 0);
}

}  // namespace
}  // namespace pp_psc_delta_test
}  // namespace callosum
