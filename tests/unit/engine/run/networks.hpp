#pragma once

#include <map>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "models/info.hpp"
#include "tests/support/small_networks.hpp"

/// A network for any model, and the comparison of all ways to run one.
namespace callosum::test {

/// Two populations that excite, inhibit and are driven by noise.
inline Description network(const std::string& model = "iaf_psc_exp") {
    const auto* info = find_neuron_model(model);
    const auto unit = info->weight_unit;
    double strength = unit == "pA" ? 200 : unit == "mV" ? 1.5 : 20;
    if (model == "aeif_psc_exp") { strength = 2000; }  // its currents last 0.2 ms
    if (model == "izhikevich") { strength = 6; }
    Description description;
    description.seed = 3;
    description.duration_ms = 60;
    Distribution weight{Distribution::Kind::normal, strength, strength / 10};
    Distribution negative{Distribution::Kind::normal, -4 * strength, strength / 10};
    if (info->counts_spikes) { weight = negative = Distribution::constant(1); }
    std::optional<std::size_t> receptor;
    if (info->receptor_per_list_element) { receptor = 0; }
    std::map<std::string, Values> params;
    if (model == "ignore_and_fire") { params["rate"] = Distribution::constant(100); }
    description.populations = {neurons("exc", 83, model, params),
                               neurons("inh", 37, model, params)};
    const Distribution delay{Distribution::Kind::uniform, 0.5, 3};
    for (const std::size_t target : {0U, 1U}) {
        description.projections.push_back(
            projection(0, target, rule(RuleKind::fixed_indegree, 12), weight, delay));
        description.projections.push_back(
            projection(1, target, rule(RuleKind::fixed_total_number, 200), negative, delay));
        Stimulus noise = stimulus("poisson_generator", target);
        noise.values["rate"] = Distribution::constant(12000);
        noise.weight = Distribution::constant(info->counts_spikes ? 1 : strength / 3);
        if (info->counts_spikes) { noise.values["rate"] = Distribution::constant(20); }
        noise.receptor = receptor;
        description.stimuli.push_back(noise);
    }
    if (info->counts_spikes) { description.projections.clear(); }  // parrots would echo for ever
    for (auto& own : description.projections) { own.receptor = receptor; }
    record_all(description);
    return complete(description);
}

/// Runs on 1 and 3 threads and plainly.
inline Ran expect_equal(const Description& description) {
    const Ran plain = simulate_plainly(description);
    EXPECT_GT(plain.result.spikes, 0U);
    for (const int threads : {1, 3}) {
        SCOPED_TRACE(std::to_string(threads) + " threads");
        const Ran fast = simulate(description, threads);
        EXPECT_EQ(fast.result.spike_digest, plain.result.spike_digest);
        EXPECT_EQ(fast.result.spikes, plain.result.spikes);
        EXPECT_EQ(fast.result.synapses, plain.result.synapses);
        EXPECT_TRUE(sorted(fast.spikes) == sorted(plain.spikes));
    }
    return plain;
}

}  // namespace callosum::test
