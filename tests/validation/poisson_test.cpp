#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/validation/recorded.hpp"

// The counts that a poisson_generator gives each neuron in each step, read off membranes that do not
// leak. Bounds are 4 standard errors; seeds are fixed, so a test that has passed goes on passing.
namespace poisson_test {
namespace {

using namespace callosum;
using namespace callosum::test;

constexpr std::size_t n_neurons = 400;
constexpr double duration_ms = 100;

/// counts[neuron][step]
using Counts = std::vector<std::vector<double>>;

/// Each neuron's rate is the same, but stated for each where `separate` (another sampler draws then).
Counts counts_at(double mean, bool separate, std::uint64_t seed = 11) {
    auto description =
        alone(neurons("n", n_neurons, "iaf_psc_delta",
                      {{"E_L", value(0)}, {"V_th", value(1e9)}, {"tau_m", value(1e9)}}),
              duration_ms);
    description.seed = seed;
    description.stimuli.push_back(stimulus("poisson_generator", 0));
    const double rate_hz = mean * 1e4;  // steps of 0.1 ms
    description.stimuli[0].values["rate"] = value(rate_hz);
    if (separate) {
        description.stimuli[0].values["rate"] = std::vector<double>(n_neurons, rate_hz);
    }
    const auto recorded = record(description, {"V_m"});
    Counts counts(n_neurons);
    for (std::size_t i = 0; i < n_neurons; ++i) {
        double before = 0;
        for (const auto& row : recorded.rows) {
            counts[i].push_back(std::round(row[i] - before));
            before = row[i];
        }
    }
    return counts;
}

/// Mean of (a - mean) (b - mean) over neurons i, i + `neurons_apart` and steps k, k + `steps_apart`.
struct Product {
    double mean = 0;
    double n = 0;
};
Product product(const Counts& a, const Counts& b, double mean, std::size_t neurons_apart,
                std::size_t steps_apart) {
    Product found;
    for (std::size_t i = 0; i + neurons_apart < a.size(); ++i) {
        const auto& x = a[i];
        const auto& y = b[i + neurons_apart];
        for (std::size_t k = 0; k + steps_apart < x.size(); ++k) {
            found.mean += (x[k] - mean) * (y[k + steps_apart] - mean);
            found.n += 1;
        }
    }
    found.mean /= found.n;
    return found;
}

struct Rate {
    double mean;  ///< spikes per step
    bool separate;
};
Rate any_rate() {
    const double mean = GENERATE(0.02, 0.8, 30.0);
    const bool separate = GENERATE(false, true);
    return {mean, separate};
}

TEST_CASE("Poisson counts have the mean and the variance of their rate") {
    const auto rate = any_rate();
    CAPTURE(rate.mean, rate.separate);

    const auto counts = counts_at(rate.mean, rate.separate);

    double sum = 0;
    for (const auto& row : counts) {
        for (const double count : row) { sum += count; }
    }
    const auto variance = product(counts, counts, rate.mean, 0, 0);
    const double mean_error = std::sqrt(rate.mean / variance.n);
    // The fourth central moment of a Poisson number is m + 3 m^2.
    const double variance_error = std::sqrt((rate.mean + 2 * rate.mean * rate.mean) / variance.n);
    CHECK(sum / variance.n == Approx(rate.mean).margin(4 * mean_error).epsilon(0));
    CHECK(variance.mean == Approx(rate.mean).margin(4 * variance_error).epsilon(0));
}

TEST_CASE("How often each Poisson count comes up is its probability") {
    const auto rate = any_rate();
    CAPTURE(rate.mean, rate.separate);
    const auto counts = counts_at(rate.mean, rate.separate);
    std::vector<double> seen(100);

    for (const auto& row : counts) {
        for (const double count : row) { seen.at(static_cast<std::size_t>(count)) += 1; }
    }

    const double n = static_cast<double>(n_neurons) * duration_ms * 10;
    for (std::size_t count = 0; count < seen.size(); ++count) {
        const auto k = static_cast<double>(count);
        const double p = std::exp(k * std::log(rate.mean) - rate.mean - std::lgamma(k + 1));
        if (n * p < 25) { continue; }  // too few for a normal bound
        CAPTURE(count);
        CHECK(seen[count] == Approx(n * p).margin(4 * std::sqrt(n * p * (1 - p))).epsilon(0));
    }
}

TEST_CASE("Poisson counts of different neurons, and of different steps, are independent") {
    const auto rate = any_rate();
    const auto apart = GENERATE(std::pair<std::size_t, std::size_t>{1, 0},  // one block of words
                                std::pair<std::size_t, std::size_t>{4, 0},  // one tile
                                std::pair<std::size_t, std::size_t>{16, 0},
                                std::pair<std::size_t, std::size_t>{0, 1},
                                std::pair<std::size_t, std::size_t>{1, 1});
    CAPTURE(rate.mean, rate.separate, apart.first, apart.second);

    const auto counts = counts_at(rate.mean, rate.separate);

    const auto covariance = product(counts, counts, rate.mean, apart.first, apart.second);
    CHECK(std::abs(covariance.mean) < 4 * rate.mean / std::sqrt(covariance.n));
}

TEST_CASE("Another seed gives independent Poisson counts") {
    const auto a = counts_at(0.8, false, 11);
    const auto b = counts_at(0.8, false, 12);

    const auto covariance = product(a, b, 0.8, 0, 0);

    CHECK(std::abs(covariance.mean) < 4 * 0.8 / std::sqrt(covariance.n));
}

}  // namespace
}  // namespace poisson_test
