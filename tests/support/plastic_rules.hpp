#pragma once

#include <algorithm>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "models/synapse/synapse_info.hpp"
#include "network/describe/network.hpp"

namespace callosum::test {

/// A plasticity rule with parameters and initial weights that make weights move by much and meet
/// their bounds.
struct PlasticCase {
    std::string label, model;
    std::map<std::string, double, std::less<>> params;
    Distribution weight{Distribution::Kind::uniform, 20, 80};
};

/// Gives a projection the rule. A rule with a transmitter hears the source population, and the
/// projection then has one delay, the longest.
inline void set_rule(Projection& projection, const PlasticCase& of) {
    projection.synapse_model = of.model;
    projection.synapse_params = of.params;
    if (!find_synapse_model(of.model)->modulated) { return; }
    projection.volume_transmitter = projection.source;
    projection.volume_delay_ms = 0.5;
    projection.delay = Distribution::constant(projection.delay.largest());
}

inline void PrintTo(const PlasticCase& one, std::ostream* stream) { *stream << one.label; }

/// Returns at least one case for every rule of the registry that follows spikes; a new one is taken
/// with its defaults. Rules that follow potentials need other neurons:
/// tests/unit/engine/plastic/clopath_test.cpp.
inline std::vector<PlasticCase> plastic_cases() {
    const Distribution inhibitory{Distribution::Kind::uniform, -80, -20};
    const Distribution small{Distribution::Kind::uniform, 1, 4};
    std::vector<PlasticCase> cases{
        {"additive", "stdp_synapse", {{"lambda", 0.1}, {"mu_plus", 0}, {"mu_minus", 0}}},
        {"multiplicative", "stdp_synapse", {{"lambda", 0.1}, {"alpha", 1.2}}},
        {"power", "stdp_synapse", {{"lambda", 0.1}, {"mu_plus", 0.4}, {"mu_minus", 0.9}}},
        {"inhibitory",
         "stdp_synapse",
         {{"lambda", 0.1}, {"mu_plus", 0.4}, {"Wmax", -100}},
         inhibitory},
        {"symmetric", "stdp_nn_symm_synapse", {{"lambda", 0.2}, {"mu_plus", 0}}},
        {"symmetric_power", "stdp_nn_symm_synapse", {{"lambda", 0.2}, {"mu_plus", 0.3}}},
        {"restricted", "stdp_nn_restr_synapse", {{"lambda", 0.2}, {"mu_minus", 0}}},
        {"restricted_power", "stdp_nn_restr_synapse", {{"lambda", 0.2}, {"mu_plus", 0.3}}},
        {"centred", "stdp_nn_pre_centered_synapse", {{"lambda", 0.2}, {"mu_minus", 0}}},
        {"centred_power", "stdp_nn_pre_centered_synapse", {{"lambda", 0.2}, {"mu_plus", 0.3}}},
        {"power_law", "stdp_pl_synapse_hom", {{"weight_limit", 1e6}}},
        {"triplet",
         "stdp_triplet_synapse",
         {{"Aplus", 2}, {"Aminus", 4}, {"Aplus_triplet", 3}, {"Aminus_triplet", 1}}},
        {"triplet_nearest",
         "stdp_triplet_synapse",
         {{"Aplus", 2},
          {"Aminus", 4},
          {"Aplus_triplet", 3},
          {"Aminus_triplet", 1},
          {"nearest_spike", 1}}},
        {"vogels", "vogels_sprekeler_synapse", {{"eta", 2}, {"alpha", 1}, {"Wmax", 100}}},
        {"vogels_inhibitory",
         "vogels_sprekeler_synapse",
         {{"eta", 2}, {"alpha", 1}, {"Wmax", -100}},
         inhibitory},
        {"jonke",
         "jonke_synapse",
         {{"lambda", 0.2}, {"mu_plus", -0.2}, {"mu_minus", 0.1}, {"beta", 0.1}, {"Wmax", 5}},
         small},
        {"depressing", "tsodyks2_synapse", {}},
        {"facilitating", "tsodyks2_synapse", {{"U", 0.1}, {"tau_fac", 500}, {"tau_rec", 100}}}};
    cases.push_back({"dopamine",
                     "stdp_dopamine_synapse",
                     {{"A_plus", 2}, {"A_minus", 2.5}, {"tau_c", 60}, {"tau_n", 20}, {"b", 0.02}}});
    cases.push_back(
        {"quantal", "quantal_stp_synapse", {{"n", 5}, {"U", 0.3}, {"tau_rec", 100}}, small});
    cases.push_back({"bernoulli", "bernoulli_synapse", {{"p_transmit", 0.4}}});
    for (const auto& info : synapse_models()) {
        const auto same = [&](const PlasticCase& one) { return one.model == info.name; };
        if (info.follows_voltage) { continue; }
        if (std::none_of(cases.begin(), cases.end(), same)) {
            cases.push_back({std::string(info.name), std::string(info.name), {}, small});
        }
    }
    return cases;
}

}  // namespace callosum::test
