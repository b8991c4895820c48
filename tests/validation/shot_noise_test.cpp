#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/validation/recorded.hpp"

// Campbell's theorem: under Poisson input of rate r, the mean of V is r times the integral of the response
// to one spike, the variance r times the integral of its square. On the grid the integrals are sums.
namespace shot_noise_test {
namespace {

using namespace callosum;
using namespace callosum::test;

constexpr double dt_ms = 0.1, tau_m = 10, c_m = 250, tau_syn = 2;

/// V after one spike, at the steps since its arrival.
std::vector<double> response(const std::string& model, double weight) {
    std::vector<double> v;
    for (int k = 0; k < 3000; ++k) {
        const double t_ms = k * dt_ms;
        const double x = 1 / tau_syn - 1 / tau_m;
        const double leak = std::exp(-t_ms / tau_m);
        if (model == "iaf_psc_delta") {
            v.push_back(weight * leak);
        } else if (model == "iaf_psc_exp") {
            v.push_back(weight / c_m * leak * (1 - std::exp(-x * t_ms)) / x);
        } else {
            v.push_back(weight / c_m * std::numbers::e / tau_syn * leak *
                        (1 - (1 + x * t_ms) * std::exp(-x * t_ms)) / (x * x));
        }
    }
    return v;
}

struct Cumulants {
    double mean = 0, variance = 0, fourth = 0;
};

/// Of V, from Poisson input of that many spikes per step: all cumulants of a Poisson number are its mean.
Cumulants campbell(const std::vector<double>& v, double per_step) {
    Cumulants sums;
    for (const double one : v) {
        sums.mean += per_step * one;
        sums.variance += per_step * one * one;
        sums.fourth += per_step * one * one * one * one;
    }
    return sums;
}

TEST_CASE("Mean and variance of V_m under Poisson input are those of shot noise") {
    const std::string model = GENERATE("iaf_psc_delta", "iaf_psc_exp", "iaf_psc_alpha");
    const bool inhibitory = GENERATE(false, true);
    const double rate_hz = GENERATE(500.0, 20000.0);
    CAPTURE(model, inhibitory, rate_hz);
    const double weight = (model == "iaf_psc_delta" ? 0.2 : 50) * (inhibitory ? -1 : 1);
    auto description = alone(
        neurons("n", 4000, model, {{"E_L", value(0)}, {"V_th", value(1e9)}, {"V_reset", value(0)}}),
        500);
    description.seed = 5;
    description.stimuli.push_back(stimulus("poisson_generator", 0));
    description.stimuli[0].values["rate"] = value(rate_hz);
    description.stimuli[0].weight = value(weight);

    // Samples ten time constants apart, from 20 on, are as good as independent.
    const auto recorded = record(description, {"V_m"}, 0, 100, 100);

    double n = 0, sum = 0, squares = 0;
    const auto expected = campbell(response(model, weight), rate_hz * dt_ms * 1e-3);
    for (const auto& row : recorded.rows) {
        for (const double v : row) {
            n += 1;
            sum += v - expected.mean;
            squares += (v - expected.mean) * (v - expected.mean);
        }
    }
    REQUIRE(n == 4000 * 4);
    const double mean_error = std::sqrt(expected.variance / n);
    const double variance_error =
        std::sqrt((expected.fourth + 2 * expected.variance * expected.variance) / n);
    CHECK(std::abs(sum / n) < 4 * mean_error);
    CHECK(std::abs(squares / n - expected.variance) < 4 * variance_error);
}

}  // namespace
}  // namespace shot_noise_test
