#include <cmath>
#include <string>

#include <catch2/catch.hpp>

#include "io/experiment/experiment.hpp"
#include "tests/support/small_networks.hpp"
#include "tests/validation/siegert.hpp"

// Panel C of figure 8 in Brunel (2000) J Comput Neurosci 8:183, asynchronous irregular.
namespace brunel_test {
namespace {

using namespace callosum;
using namespace callosum::test;

constexpr LeakyNeuron neuron{20, 20, 10, 2};
constexpr BrunelNetwork panel_c{neuron, 0.1, 5, 1000, 250, 20};

TEST_CASE("The mean-field rate is the one that Brunel states") {
    CHECK(1000 * mean_field_rate(panel_c) == Approx(38.0).margin(0.1));  // given to three digits
}

TEST_CASE("Siegert's rate without noise is that of a constant current") {
    const double mu = 25;  // mV; the threshold is at 20
    const double closed_form = 1 / (2 + 20 * std::log((mu - 10) / (mu - 20)));

    CHECK(siegert_rate(neuron, mu, 0.02) == Approx(closed_form).epsilon(1e-5));
}

TEST_CASE("Brunel's network fires at its mean-field rate") {
    const auto experiment = read_experiment_file(
        std::string(CALLOSUM_SOURCE_DIR) + "/configs/brunel.json", {"duration=500", "warmup=300"});

    const auto ran = simulate(experiment.description, 2);

    const double seconds = 0.5;
    const double rate_hz = static_cast<double>(ran.result.spikes) / (12500 * seconds);
    const double expected_hz = 1000 * mean_field_rate(panel_c);
    CAPTURE(rate_hz, expected_hz);
    CHECK(std::abs(rate_hz - expected_hz) < 0.05 * expected_hz);
}

}  // namespace
}  // namespace brunel_test
