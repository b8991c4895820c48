#include <string>

#include <catch2/catch.hpp>

#include "tests/validation/recorded.hpp"

// When a spike acts: stamped 5.0 with a delay of 1.0 it arrives at 6.0, at the end of that step.
namespace timing_test {
namespace {

using namespace callosum;
using namespace callosum::test;

constexpr double weight = 87;

/// The target (population 0) gets a spike stamped 5 ms over a delay of 1 ms, from a device or from a
/// neuron that is made to spike at that time.
Description spike_at_5(const std::string& model, bool from_neuron) {
    auto description = alone(neurons("target", 1, model, {{"V_th", value(1000)}}), 10);
    description.stimuli.push_back(stimulus("spike_generator", 0));
    auto& device = description.stimuli[0];
    device.lists["spike_times"] = {5};
    device.delay_ms = 1;
    device.weight = value(weight);
    if (!from_neuron) { return description; }
    description.populations.push_back(neurons("source", 1, "iaf_psc_delta"));
    description.projections.push_back(
        projection(1, 0, test::rule(RuleKind::all_to_all), Distribution::constant(weight)));
    device.target = 1;  // a jump of 87 mV at the end of the step that ends at 5 ms
    device.lists["spike_times"] = {4};
    return description;
}

TEST_CASE("A synaptic current jumps at the arrival, the potential follows one step later") {
    const bool from_neuron = GENERATE(false, true);

    const auto recorded = record(spike_at_5("iaf_psc_exp", from_neuron), {"I_syn_ex", "V_m"});

    CHECK(recorded.after(59, 0, 0) == 0);
    CHECK(recorded.after(60, 0, 0) == Approx(weight).epsilon(1e-12));
    CHECK(recorded.after(60, 0, 1) == -70);
    CHECK(recorded.after(61, 0, 1) > -70 + 1e-3);
}

TEST_CASE("A delta current moves the potential at the arrival") {
    const bool from_neuron = GENERATE(false, true);

    const auto recorded = record(spike_at_5("iaf_psc_delta", from_neuron), {"V_m"});

    CHECK(recorded.after(59) == -70);
    CHECK(recorded.after(60) == Approx(-70 + weight).epsilon(1e-12));
}

TEST_CASE("A neuron that is driven over its threshold is stamped with the end of that step") {
    const auto recorded = record(spike_at_5("iaf_psc_delta", true), {"V_m"}, 1);

    REQUIRE(recorded.spikes.size() == 1);
    CHECK(recorded.spikes[0] == Spike{50, 1});
    CHECK(recorded.after(50) == -70);  // reset within the step
}

TEST_CASE("What arrives while a delta neuron is refractory is lost, and acts right after") {
    auto population = neurons("n", 2, "iaf_psc_delta", {{"t_ref", value(2.0)}});
    population.params["E_L"] = value(-70);
    auto description = alone(population, 20);
    for (const double time_ms : {5.0, 7.0, 7.1}) {  // spike at 5.0; held up to 7.0
        description.stimuli.push_back(stimulus("spike_generator", 0));
        description.stimuli.back().lists["spike_times"] = {time_ms};
        description.stimuli.back().weight = value(time_ms == 5 ? 20 : 1);
    }

    const auto recorded = record(description, {"V_m"});

    REQUIRE(recorded.spikes.size() == 2);  // one each
    CHECK(recorded.after(70) == -70);
    CHECK(recorded.after(71) == Approx(-69).epsilon(1e-15));
}

TEST_CASE("Synaptic currents go on while the potential is held") {
    auto description = spike_at_5("iaf_psc_exp", false);
    description.populations[0].params["V_th"] = value(-69.99);
    description.populations[0].params["t_ref"] = value(3.0);

    const auto recorded = record(description, {"I_syn_ex", "V_m"});

    REQUIRE_FALSE(recorded.spikes.empty());
    const auto spike = recorded.spikes[0].step;
    for (auto k = spike; k <= spike + 30; ++k) {
        CHECK(recorded.after(k, 0, 1) == -70);
        CHECK(recorded.after(k, 0, 0) < recorded.after(k - 1, 0, 0));
    }
}

}  // namespace
}  // namespace timing_test
