#include <cmath>
#include <string>

#include <catch2/catch.hpp>

#include "tests/validation/recorded.hpp"

// The membrane on its own. 1e-12 mV: a few hundred roundings of 10 mV, and one of -70 mV.
namespace membrane_test {
namespace {

using namespace callosum;
using namespace callosum::test;

constexpr double tolerance_mV = 1e-12;
constexpr double tau_m = 13, c_m = 180, e_l = -67;

Population membrane(const std::string& model) {
    return neurons("n", 1, model,
                   {{"tau_m", value(tau_m)},
                    {"C_m", value(c_m)},
                    {"E_L", value(e_l)},
                    {"V_th", value(1000)},
                    {"V_reset", value(e_l)}});
}

std::string any_model() { return GENERATE("iaf_psc_exp", "iaf_psc_alpha", "iaf_psc_delta"); }

TEST_CASE("A displaced membrane decays with tau_m") {
    auto population = membrane(any_model());
    population.initial["V_m"] = value(-55);
    const double dt_ms = GENERATE(0.1, 0.25, 1.0);

    const auto recorded = record(alone(population, 60, dt_ms), {"V_m"});

    for (std::int64_t k = 1; k <= recorded.n_steps(); ++k) {
        const double t_ms = static_cast<double>(k) * dt_ms;
        const double expected = e_l + (-55 - e_l) * std::exp(-t_ms / tau_m);
        REQUIRE(recorded.after(k) == Approx(expected).margin(tolerance_mV).epsilon(0));
    }
}

TEST_CASE("A constant current charges the membrane, be it I_e or a dc_generator") {
    auto population = membrane(any_model());
    const bool as_parameter = GENERATE(true, false);
    const double current_pA = 150;
    if (as_parameter) { population.params["I_e"] = value(current_pA); }
    auto description = alone(population, 60);
    if (!as_parameter) {
        description.stimuli.push_back(stimulus("dc_generator", 0));
        description.stimuli[0].values["amplitude"] = value(current_pA);
    }

    const auto recorded = record(description, {"V_m"});

    for (std::int64_t k = 1; k <= recorded.n_steps(); ++k) {
        const double t_ms = 0.1 * static_cast<double>(k);
        const double expected = e_l - current_pA * tau_m / c_m * std::expm1(-t_ms / tau_m);
        REQUIRE(recorded.after(k) == Approx(expected).margin(tolerance_mV).epsilon(0));
    }
}

TEST_CASE("A neuron in which nothing happens stays at E_L to the bit") {
    const auto recorded = record(alone(membrane(any_model()), 100), {"V_m"});

    for (std::int64_t k = 1; k <= recorded.n_steps(); ++k) { REQUIRE(recorded.after(k) == e_l); }
}

}  // namespace
}  // namespace membrane_test
