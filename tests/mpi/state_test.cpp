#include <sstream>

#include <gtest/gtest.h>

#include "engine/exchange/mpi.hpp"
#include "engine/run/simulation.hpp"
#include "models/info.hpp"
#include "tests/mpi/networks.hpp"
#include "tests/support/kept_records.hpp"
#include "tests/support/plastic_rules.hpp"
#include "tests/support/state_image.hpp"

namespace {

using namespace callosum;

/// A population of every neuron model, driven by noise.
void add_models(std::ostream& populations, std::ostream& stimuli) {
    for (const auto& model : neuron_models()) {
        const double weight = model.counts_spikes ? 1 : model.conductances ? 20 : 60;
        populations << ", \"" << model.name << R"(": {"size": 37, "model": ")" << model.name
                    << "\"}";
        stimuli << ", \"noise of " << model.name
                << R"(": {"model": "poisson_generator", "rate": 3000, "target": ")" << model.name
                << R"(", "weight": )" << weight;
        if (model.receptor_per_list_element) { stimuli << R"(, "receptor": 0)"; }
        stimuli << '}';
    }
}

/// A projection of every rule that hears spikes, and one that follows potentials.
void add_rules(std::ostream& projections) {
    for (const auto& rule : test::plastic_cases()) {
        const bool modulated = find_synapse_model(rule.model)->modulated;
        projections << R"(, {"source": "E", "target": "E", "rule": {"type": "fixed_indegree",
            "indegree": 4}, "weight": {"distribution": "uniform", "min": )"
                    << rule.weight.a << R"(, "max": )" << rule.weight.b
                    << R"(}, "synapse": {"model": ")" << rule.model << '"';
        for (const auto& [name, value] : rule.params) {
            projections << ", \"" << name << "\": " << value;
        }
        if (modulated) { projections << R"(, "volume_transmitter": "E", "volume_delay": 0.5)"; }
        projections << R"(}, "delay": )"
                    << (modulated ? "2" : R"({"distribution": "uniform", "min": 0.3, "max": 3})")
                    << R"(, "dendritic_fraction": )" << (modulated ? "1" : "0.6") << '}';
    }
    projections << R"(, {"source": "E", "target": "aeif_psc_delta_clopath", "weight": 1,
        "rule": {"type": "fixed_indegree", "indegree": 5}, "synapse": {"model": "clopath_synapse",
        "Wmin": 0.25, "Wmax": 4.0}, "delay": {"distribution": "uniform", "min": 0.5, "max": 3}})";
}

/// Every model, every rule, static synapses, stimuli that need no file, scaling, a phase, every kind of record.
std::string everything() {
    std::ostringstream populations, projections, stimuli;
    populations << R"("E": {"size": 83, "model": "iaf_psc_exp", "params": {"tau_minus": 30,
        "C_m": {"distribution": "uniform", "min": 200, "max": 300}},
        "homeostasis": {"target_rate": 40, "period": 7.3, "strength": 0.1}}, "H": {"size": 20,
        "model": "iaf_psc_exp", "homeostasis": {"target_rate": 40, "period": 9.1, "strength": 0.1,
        "time_constant": 100}})";
    projections << R"({"source": "E", "target": "H", "rule": "all_to_all", "weight": 20,
        "delay": {"distribution": "uniform", "min": 0.3, "max": 4}}, {"source": "E", "target": "H",
        "rule": {"type": "fixed_indegree", "indegree": 5}, "weight": 20, "delay": 1,
        "synapse": {"model": "stdp_synapse", "Wmax": 100}})";
    stimuli
        << R"("drive": {"model": "poisson_generator", "target": "E", "rate": 9000, "weight": 60},
        "shared": {"model": "poisson_generator", "target": "H", "rate": 900, "weight": 60, "shared": true},
        "wave": {"model": "sinusoidal_poisson_generator", "target": "H", "rate": 3000,
                 "amplitude": 2000, "frequency": 50, "weight": 40},
        "rates": {"model": "inhomogeneous_poisson_generator", "target": "H", "weight": 40,
                  "rate_times": [1, 20], "rate_values": [2000, 5000]},
        "times": {"model": "spike_generator", "target": "H", "spike_times": [3, 8.8], "weight": 90},
        "mip": {"model": "mip_generator", "target": "H", "rate": 300, "p_copy": 0.5, "weight": 40},
        "packet": {"model": "pulsepacket_generator", "target": "H", "activity": 5, "sdev": 1,
                   "pulse_times": [5, 25], "weight": 90},
        "dc": {"model": "dc_generator", "target": "H", "amplitude": 50},
        "ac": {"model": "ac_generator", "target": "H", "amplitude": 50, "frequency": 30},
        "steps": {"model": "step_current_generator", "target": "H", "amplitude_times": [5, 15],
                  "amplitude_values": [100, 0]},
        "noise": {"model": "noise_generator", "target": "H", "mean": 10, "std": 30, "dt": 1})";
    add_models(populations, stimuli);
    add_rules(projections);
    return R"({"seed": 3, "dt": 0.1, "warmup": 4, "duration": 60, "populations": {)" +
           populations.str() + "}, \"projections\": [" + projections.str() + "], \"stimuli\": {" +
           stimuli.str() + R"(}, "phases": [{"at": 11.2, "set": {"populations.E.params.t_ref": 3,
        "stimuli.drive.rate": 7000}}], "record": {"spikes": true, "rates": [{"population": "E",
        "interval": 0.7}], "traces": [{"population": "E", "variables": ["V_m"], "interval": 0.3,
        "indices": [0, 50]}]}})";
}

const std::string total_label = "total ";

/// The images of all ranks together.
test::StateImage gather(const test::StateImage& image, const Communicator& communicator) {
    std::vector<std::uint64_t> words;
    const auto write = [&words](const std::string& label, const std::array<std::uint64_t, 3>& item,
                                const std::vector<std::uint64_t>& value) {
        words.push_back(label.size());
        for (const char c : label) { words.push_back(static_cast<std::uint64_t>(c)); }
        words.insert(words.end(), item.begin(), item.end());
        words.push_back(value.size());
        words.insert(words.end(), value.begin(), value.end());
    };
    for (const auto& [key, value] : image.items) { write(key.first, key.second, value); }
    for (const auto& [name, part] : image.totals) { write(total_label + name, {}, {part}); }
    std::vector<SetupMessage> messages;
    for (int rank = 0; rank < communicator.size(); ++rank) {
        if (rank != communicator.rank().value()) { messages.push_back({RankId(rank), words}); }
    }
    test::StateImage all = image;
    for (const auto& message : communicator.exchange(std::move(messages))) {
        for (std::size_t at = 0; at < message.words.size();) {
            std::string label(message.words[at++], ' ');
            for (auto& c : label) { c = static_cast<char>(message.words[at++]); }
            std::array<std::uint64_t, 3> item{};
            for (auto& x : item) { x = message.words[at++]; }
            std::vector<std::uint64_t> value(message.words[at++]);
            for (auto& x : value) { x = message.words[at++]; }
            if (label.starts_with(total_label)) {
                all.totals[label.substr(total_label.size())] += value[0];
                continue;
            }
            const bool shared = label[0] == 'p' || label.starts_with("source");
            all.add(label, item, std::move(value), shared);
        }
    }
    all.totals.erase("layout.remote_events");
    return all;
}

/// State after some steps, which no multiple of a window or an epoch is.
std::vector<test::StateImage> images(const Description& description,
                                     const Communicator& communicator, int threads) {
    test::RecordSums sums;
    RunOptions options;
    options.threads = threads;
    options.sinks = {&sums, &sums, &sums, nullptr};
    RankSimulation simulation(description, communicator, options);
    std::vector<test::StateImage> found;
    for (const std::int64_t step : {0, 1, 137, 300, 512, 640}) {
        simulation.run_until(step);
        test::StateImage image;
        simulation.visit_state(image);
        found.push_back(gather(image, communicator));
    }
    return found;
}

void expect_equal(const test::StateImage& found, const test::StateImage& expected) {
    EXPECT_EQ(found.items.size(), expected.items.size());
    EXPECT_EQ(found.totals, expected.totals);
    int n_different = 0;
    for (const auto& [key, value] : expected.items) {
        const auto here = found.items.find(key);
        const bool same = here != found.items.end() && here->second == value;
        if (!same && ++n_different < 5) {
            ADD_FAILURE() << key.first << " of " << key.second[0] << ", " << key.second[1];
        }
    }
    EXPECT_EQ(n_different, 0);
}

TEST(State, IsTheSameUnderItsKeysOnEveryLayout) {
    const auto communicator = make_mpi_communicator();
    const auto description = test::describe_network(everything());
    const auto expected = images(description, *make_solo_communicator(), 1);
    EXPECT_GT(expected.back().totals.at("synaptic_events"), 1000U);
    std::size_t under_way = 0;
    for (const auto& [key, value] : expected[2].items) {
        under_way += key.first.ends_with("under_way") ? value.size() : 0;
    }
    EXPECT_GT(under_way, 100U) << "nothing is under way: that was not tested";
    for (const int threads : {1, 2}) {
        const auto found = images(description, *communicator, threads);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            SCOPED_TRACE("image " + std::to_string(i) + ", threads " + std::to_string(threads));
            expect_equal(found[i], expected[i]);
        }
    }
}

}  // namespace
