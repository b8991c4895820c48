#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/validation/recorded.hpp"

// start and stop of every stimulus. Currents act in [start, stop) without delay: the first and the last
// step that they act in end at start + dt and at stop. Spiking devices emit in (start, stop].
namespace stimuli_test {
namespace {

using namespace callosum;
using namespace callosum::test;

constexpr double tau_m = 10, c_m = 250;

/// A stimulus on one neuron that never spikes and starts at V = 0 = E_L.
Description on_one_neuron(const Stimulus& device, double duration_ms = 30) {
    auto description = alone(neurons("n", 1, "iaf_psc_delta",
                                     {{"E_L", value(0)},
                                      {"V_th", value(1e9)},
                                      {"tau_m", value(tau_m)},
                                      {"C_m", value(c_m)}}),
                             duration_ms);
    description.stimuli.push_back(device);
    return description;
}

/// V at `t_ms` where `current_pA` acts from one time to the other.
double charged(double t_ms, double from_ms, double to_ms, double current_pA) {
    const auto since = [&](double start_ms) {
        return t_ms <= start_ms ? 0 : -std::expm1(-(t_ms - start_ms) / tau_m);
    };
    return current_pA * tau_m / c_m * (since(from_ms) - since(to_ms));
}

TEST_CASE("A dc_generator acts from start to stop, without delay") {
    auto device = stimulus("dc_generator", 0);
    device.values["amplitude"] = value(300);
    device.start_ms = 5;
    device.stop_ms = 12;

    const auto recorded = record(on_one_neuron(device), {"V_m"});

    CHECK(recorded.after(50) == 0);
    for (std::int64_t k = 1; k <= recorded.n_steps(); ++k) {
        const double expected = charged(0.1 * static_cast<double>(k), 5, 12, 300);
        REQUIRE(recorded.after(k) == Approx(expected).margin(1e-12).epsilon(0));
    }
}

TEST_CASE("A step_current_generator follows its amplitudes inside start and stop") {
    auto device = stimulus("step_current_generator", 0);
    device.lists["amplitude_times"] = {2, 8, 14, 25};
    device.lists["amplitude_values"] = {100, -200, 400, 50};
    device.start_ms = 4;  // finds the amplitude of 2 ms in force
    device.stop_ms = 20;  // before the last one

    const auto recorded = record(on_one_neuron(device), {"V_m"});

    CHECK(recorded.after(40) == 0);
    for (std::int64_t k = 1; k <= recorded.n_steps(); ++k) {
        const double t_ms = 0.1 * static_cast<double>(k);
        const double expected =
            charged(t_ms, 4, 8, 100) + charged(t_ms, 8, 14, -200) + charged(t_ms, 14, 20, 400);
        REQUIRE(recorded.after(k) == Approx(expected).margin(1e-12).epsilon(0));
    }
}

/// Jumps of V after each step, counted in weights of 1 mV, on a membrane that does not leak.
std::vector<long long> arrivals(const Stimulus& device) {
    auto description = on_one_neuron(device);
    description.populations[0].params["tau_m"] = value(1e12);
    const auto recorded = record(description, {"V_m"});
    std::vector<long long> jumps{0};
    for (std::int64_t k = 1; k <= recorded.n_steps(); ++k) {
        const double before = k == 1 ? 0 : recorded.after(k - 1);
        jumps.push_back(std::llround(recorded.after(k) - before));
    }
    return jumps;
}

TEST_CASE("A spike_generator leaves out the spikes at start and before, and those after stop") {
    auto device = stimulus("spike_generator", 0);
    device.lists["spike_times"] = {3.9, 4.0, 4.1, 7.5, 7.5, 12.0, 12.1};
    device.start_ms = 4;
    device.stop_ms = 12;
    device.delay_ms = GENERATE(0.0, 0.1, 1.5);
    const auto delay = static_cast<std::size_t>(std::llround(device.delay_ms * 10));

    const auto jumps = arrivals(device);

    std::vector<long long> expected(jumps.size(), 0);
    expected[41 + delay] = 1;
    expected[75 + delay] = 2;
    expected[120 + delay] = 1;
    CHECK(jumps == expected);
}

TEST_CASE("A poisson_generator emits in every step from start to stop and in no other") {
    auto device = stimulus("poisson_generator", 0);
    device.values["rate"] =
        value(1e6);  // 100 spikes per step: none at all has a probability of 4e-44
    device.start_ms = 4;
    device.stop_ms = 12;
    device.delay_ms = GENERATE(0.0, 1.5);
    const auto delay = static_cast<std::size_t>(std::llround(device.delay_ms * 10));

    const auto jumps = arrivals(device);

    for (std::size_t k = 0; k < jumps.size(); ++k) {
        CAPTURE(k);
        CHECK((jumps[k] > 0) == (k > 40 + delay && k <= 120 + delay));
    }
}

TEST_CASE("A stimulus without stop acts to the end") {
    auto device = stimulus(GENERATE(as<std::string>(), "dc_generator", "poisson_generator"), 0);
    device.values["amplitude"] = value(250);
    device.values["rate"] = value(1e6);

    const auto recorded = record(on_one_neuron(device, 100), {"V_m"});

    // Charged for ten time constants, by 250 pA or by 1000 jumps of 1 mV per ms.
    const double steady = device.model == "dc_generator" ? 10.0 : 10000.0;
    CHECK(recorded.after(recorded.n_steps()) == Approx(steady).epsilon(0.05));
}

}  // namespace
}  // namespace stimuli_test
