#pragma once

#include <string>
#include <vector>

#include "io/experiment/experiment.hpp"

namespace callosum::test {

struct NamedNetwork {
    std::string name;
    std::string text;  ///< an experiment
};

inline Description describe_network(const std::string& text) {
    return read_experiment(text, "test", ".").description;
}

/// Excites population A and nobody else.
inline std::string network_text(const std::string& populations, const std::string& projections) {
    return R"({"dt": 0.1, "duration": 40, "populations": )" + populations + ", \"projections\": [" +
           projections + R"(], "stimuli": {"drive": {"model": "poisson_generator", "target": "A",
           "rate": 9000, "weight": 60}}})";
}

/// Populations A and B.
inline std::string population_text(int a, int b) {
    return R"({"A": {"size": )" + std::to_string(a) +
           R"(, "model": "iaf_psc_exp"}, "B": {"size": )" + std::to_string(b) +
           R"(, "model": "iaf_psc_alpha"}})";
}

/// Plastic synapses, part of whose delay is axonal.
inline std::vector<NamedNetwork> plastic_networks() {
    const auto plastic = [](const std::string& source, const std::string& target,
                            const std::string& model, int weight) {
        return R"({"source": ")" + source + R"(", "target": ")" + target + R"(", "synapse": ")" +
               model + R"(", "weight": )" + std::to_string(weight) +
               R"(, "rule": {"type": "pairwise_bernoulli", "p": 0.3}, "dendritic_fraction": 0.6,
                "delay": {"distribution": "uniform", "min": 0.3, "max": 2}})";
    };
    const std::string forward = plastic("A", "B", "stdp_synapse", 90);
    return {{"plastic", network_text(population_text(131, 77),
                                     plastic("A", "A", "stdp_pl_synapse_hom", 60) + ", " +
                                         plastic("A", "B", "stdp_triplet_synapse", 60) + ", " +
                                         plastic("B", "A", "tsodyks2_synapse", 90))},
            {"plastic from one to many", network_text(population_text(1, 100), forward)},
            {"plastic from many to one", network_text(population_text(100, 1), forward)}};
}

/// Networks that are uneven over ranks: a part of them gives some ranks no neurons, no sources, no
/// targets or no spikes. A grain of neurons is 16.
inline std::vector<NamedNetwork> uneven_networks() {
    const auto of = network_text;
    const std::string recurrent = R"({"source": "A", "target": "A", "weight": 90, "rule":
        {"type": "fixed_indegree", "indegree": 3}, "delay": {"distribution": "uniform",
         "min": 0.5, "max": 2}})";
    const std::string forward = R"({"source": "A", "target": "B", "weight": 400, "rule":
        {"type": "fixed_outdegree", "outdegree": 2}, "delay": 0.3})";
    const auto sizes = population_text;
    return {
        {"one neuron", of(R"({"A": {"size": 1, "model": "iaf_psc_exp"}})", recurrent)},
        {"two small populations", of(sizes(3, 5), recurrent + ", " + forward)},
        {"one grain and one neuron", of(sizes(17, 1), recurrent + ", " + forward)},
        {"from one grain to another", of(sizes(16, 16), forward)},
        {"from one neuron to many", of(sizes(1, 100), R"({"source": "A", "target": "B",
            "rule": "all_to_all", "weight": 900, "delay": 0.1})")},
        {"from many to one neuron", of(sizes(100, 1), R"({"source": "A", "target": "B",
            "rule": "all_to_all", "weight": 30, "delay": 0.1})")},
        {"no projections", of(sizes(50, 2), "")},
        {"no spikes", R"({"dt": 0.1, "duration": 40, "populations": )" + sizes(40, 40) +
                          R"(, "projections": [)" + forward + "]}"},
        {"phases", of(sizes(131, 77), recurrent + ", " + forward + R"(], "phases": [
            {"at": 7.3, "set": {"stimuli.drive.rate": 14000, "stimuli.drive.weight": 50,
             "populations.A.params": {"E_L": -68, "t_ref": {"distribution": "uniform", "min": 1,
             "max": 3}}}}, {"at": 21.1, "set": {"populations.A.params.t_ref": 2,
             "populations.B.params.tau_syn_in": 5}})")},
        {"several grains", of(sizes(131, 77), recurrent + ", " + forward)},
    };
}

}  // namespace callosum::test
