#include <cmath>
#include <numbers>
#include <string>

#include <catch2/catch.hpp>

#include "tests/validation/recorded.hpp"

// The response to one spike that arrives at 6 ms. The closed forms are 0/0 where tau_syn = tau_m, so
// that they are evaluated in extended precision, and by their limit where the two are equal.
namespace synaptic_potential_test {
namespace {

using namespace callosum;
using namespace callosum::test;

constexpr double tolerance_mV = 1e-12;  // potentials up to 3 mV, 500 steps, on top of E_L = -70 mV
constexpr long double tau_m = 10, c_m = 250;
constexpr double arrival_ms = 6;

struct Shape {
    double tau_syn;
    double weight;  ///< its sign chooses the receptor
    bool separate_receptors;
};

/// V - E_L at `t` ms after the arrival on iaf_psc_exp.
double exponential(const Shape& shape, long double t) {
    const long double tau = shape.tau_syn;
    const long double x = 1 / tau - 1 / tau_m;
    const long double area = x == 0 ? t : -std::expm1(-x * t) / x;
    return static_cast<double>(shape.weight / c_m * std::exp(-t / tau_m) * area);
}

/// The same on iaf_psc_alpha.
double alpha(const Shape& shape, long double t) {
    const long double tau = shape.tau_syn;
    const long double x = 1 / tau - 1 / tau_m;
    const long double area =
        x == 0 ? t * t / 2 : std::exp(-x * t) * (std::expm1(x * t) - x * t) / (x * x);
    const long double slope = shape.weight * std::numbers::e_v<long double> / tau;
    return static_cast<double>(slope / c_m * std::exp(-t / tau_m) * area);
}

Description one_spike(const std::string& model, const Shape& shape) {
    auto population = neurons("n", 1, model, {{"C_m", value(static_cast<double>(c_m))}});
    if (model != "iaf_psc_delta") {
        // The other receptor has the same time constant: one channel, unless that is not wanted.
        population.params["tau_syn_ex"] = value(shape.tau_syn);
        population.params["tau_syn_in"] = value(shape.tau_syn);
    }
    population.separate_receptors = shape.separate_receptors;
    auto description = alone(population, 50);
    description.stimuli.push_back(stimulus("spike_generator", 0));
    description.stimuli[0].lists["spike_times"] = {5};
    description.stimuli[0].delay_ms = 1;
    description.stimuli[0].weight = value(shape.weight);
    return description;
}

Shape any_shape() {
    const double tau_syn = GENERATE(0.5, 2.0, 9.99, 10.0, 10.01, 30.0);
    const double weight = GENERATE(200.0, -350.0);
    const bool separate_receptors = GENERATE(true, false);
    return {tau_syn, weight, separate_receptors};
}

void compare(const std::string& model, const Shape& shape,
             double (*closed_form)(const Shape&, long double)) {
    CAPTURE(model, shape.tau_syn, shape.weight, shape.separate_receptors);

    const auto recorded = record(one_spike(model, shape), {"V_m"});

    for (std::int64_t k = 1; k <= recorded.n_steps(); ++k) {
        const long double since_ms = 0.1L * static_cast<long double>(k) - arrival_ms;
        const double expected = since_ms <= 0 ? 0 : closed_form(shape, since_ms);
        REQUIRE(recorded.after(k) == Approx(-70 + expected).margin(tolerance_mV).epsilon(0));
    }
}

TEST_CASE("The potential after an exponential current has its closed form") {
    compare("iaf_psc_exp", any_shape(), exponential);
}

TEST_CASE("The potential after an alpha-shaped current has its closed form") {
    compare("iaf_psc_alpha", any_shape(), alpha);
}

TEST_CASE("An alpha-shaped current peaks at the weight, tau_syn after the spike arrived") {
    const auto recorded = record(one_spike("iaf_psc_alpha", {2, 200, true}), {"I_syn_ex"});

    for (std::int64_t k = 1; k <= recorded.n_steps(); ++k) {
        CHECK(recorded.after(k) < 200 + 1e-9);
    }
    CHECK(recorded.after(80) == Approx(200).epsilon(1e-12));
}

TEST_CASE("The potential after a delta current jumps by the weight and decays") {
    const double weight = GENERATE(3.0, -4.0);

    const auto recorded = record(one_spike("iaf_psc_delta", {0, weight, false}), {"V_m"});

    for (std::int64_t k = 1; k <= recorded.n_steps(); ++k) {
        const double since_ms = 0.1 * static_cast<double>(k - 60);
        const double expected = k < 60 ? 0 : weight * std::exp(-since_ms / 10);
        REQUIRE(recorded.after(k) == Approx(-70 + expected).margin(tolerance_mV).epsilon(0));
    }
}

}  // namespace
}  // namespace synaptic_potential_test
