#include "io/experiment/experiment.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/experiment/document.hpp"

namespace callosum {
namespace {

const std::string everything = R"(// a comment
{
    "seed": 12, "dt": 0.1, "warmup": 5, "duration": 20, "precision": "single", "weights": "compact",
    "partition": "auto", /* another */
    "populations": {
        "Z": {"size": 40, "model": "iaf_psc_exp", "mean_rate": 3.5, "separate_receptors": true,
              "params": {"tau_m": 11, "I_e": {"distribution": "uniform", "min": 1, "max": 2}},
              "initial": {"V_m": {"distribution": "normal", "mean": -60, "std": 3, "max": -50,
                                  "outside": "clip"}}},
        "A": {"size": 2, "model": "iaf_psc_alpha", "params": {"I_e": [1.5, 2.5]}},
        "D": {"size": 10, "model": "iaf_psc_delta",
              "homeostasis": {"target_rate": 5, "period": 30, "strength": 0.1, "time_constant": 200}}
    },
    "projections": [
        {"source": "Z", "target": "Z", "rule": {"type": "fixed_indegree", "indegree": 5,
         "allow_autapses": false}, "weight": {"distribution": "lognormal", "mean": 1, "std": 0.5},
         "delay": {"distribution": "exponential", "beta": 1, "min": 0.1, "max": 9}},
        {"source": "Z", "target": "Z", "rule": "all_to_all", "weight": -2, "delay": 0.5,
         "receptor": "excitatory", "weights": "exact", "dendritic_fraction": 0.5},
        {"name": "list", "source": "A", "target": {"population": "D", "neurons": [2, 6]},
         "rule": {"type": "explicit_list", "edges": [[0, 2], [1, 5, 2.5], [1, 5, -1, 3]]},
         "weight": 0.5, "delay": 1.5},
        {"source": {"population": "Z", "first": 30}, "target": "D", "rule": "one_to_one",
         "weight": 1, "delay": 1, "synapse": "stdp_synapse"},
        {"source": "Z", "target": "A", "rule": {"type": "fixed_total_number", "N": 1e2},
         "weight": 1, "delay": 1, "receptor": 1}
    ],
    "stimuli": {
        "noise": {"model": "poisson_generator", "target": "A", "rate": [8, 9], "weight": 3},
        "train": {"model": "spike_generator", "target": "D", "spike_times": [1, 1, 2.5],
                  "weight": {"distribution": "normal", "mean": 1, "std": 0}, "delay": 1,
                  "receptor": "excitatory"},
        "current": {"model": "dc_generator", "target": "Z", "amplitude": 5, "start": 1, "stop": 2},
        "steps": {"model": "step_current_generator", "target": "Z", "amplitude_times": [0, 2],
                  "amplitude_values": [1, -1]}
    },
    "record": {
        "spikes": ["Z", {"population": "D", "indices": [7, 1, 0, 3, 1], "start": 5}],
        "traces": [{"population": "Z", "neurons": [[0, 2], [5, 6]],
                    "variables": ["V_m", "I_syn_ex"], "interval": 0.5, "stop": 10}],
        "rates": ["D", {"population": "Z", "interval": 2, "start": 5, "stop": 15}]
    },
    "phases": [
        {"at": 3, "set": {"populations.Z.params.I_e": 7, "populations.A.params.t_ref": [1, 2],
                          "stimuli.noise.rate": 12, "record.traces[0].interval": 1}},
        {"at": 4.5},
        {"at": 6, "set": {"stimuli.current": {"model": "dc_generator", "target": "Z", "amplitude":
                          {"distribution": "normal", "mean": 5, "std": 1}}, "record.spikes": ["A"],
                          "stimuli.train.spike_times": [7, 8]}}],
    "output": {"folder": "somewhere", "overwrite": true}
})";

ExperimentFile read(const std::string& text, const std::vector<std::string>& sets = {}) {
    return read_experiment(text, "test.json", ".", sets);
}

std::vector<Problem> problems_of(const std::string& text,
                                 const std::vector<std::string>& sets = {}) {
    try {
        (void)read(text, sets);
    } catch (const ConfigError& error) { return error.problems; }
    return {};
}

TEST(ExperimentFile, ReadsEveryKey) {
    const auto experiment = read(everything);

    const auto& d = experiment.description;
    EXPECT_EQ(d.seed, 12U);
    EXPECT_EQ(d.precision, Precision::single);
    EXPECT_EQ(d.weights, WeightStorage::compact);
    ASSERT_EQ(d.populations.size(), 3U);
    EXPECT_EQ(d.populations[0].name, "Z") << "the file's order counts, not the alphabet";
    EXPECT_EQ(d.populations[1].first_gid, 40U);
    EXPECT_EQ(d.populations[2].first_gid, 42U);
    EXPECT_EQ(d.n_neurons(), 52U);
    EXPECT_EQ(std::get<std::vector<double>>(d.populations[1].params.at("I_e")),
              (std::vector<double>{1.5, 2.5}));
    ASSERT_EQ(d.projections.size(), 5U);
    EXPECT_EQ(d.projections[0].name, "Z->Z");
    EXPECT_EQ(d.projections[1].name, "Z->Z#2");
    EXPECT_EQ(d.projections[1].receptor, 0U);
    EXPECT_EQ(d.projections[1].storage, WeightStorage::exact);
    EXPECT_EQ(d.projections[2].target_slice, (Slice{2, 6}));
    EXPECT_EQ(d.projections[3].source_slice, (Slice{30, 40}));
    EXPECT_EQ(d.projections[4].rule.degree, 100U);
    EXPECT_EQ(d.stimuli[0].delay_ms, 0.1) << "devices have a delay of dt unless set";
    EXPECT_EQ(std::get<Distribution>(d.stimuli[1].weight), Distribution::constant(1));
    EXPECT_EQ(d.spikes[1].neurons, (Selection{{0, 2}, {3, 4}, {7, 8}}));
    EXPECT_EQ(d.traces[0].stop_ms, 10);
    EXPECT_TRUE(d.rates == (std::vector<RateRecording>{{2, 1}, {0, 2, 5, 15}})) << "10 dt, 2 ms";
    EXPECT_EQ(experiment.output.folder, "somewhere");
}

TEST(ExperimentFile, GivesEdgesTheConstantsTheyLeaveOut) {
    const auto experiment = read(everything);

    std::vector<Edge> edges;
    experiment.description.projections[2].rule.edges->visit(
        [&](const Edge* first, std::size_t n, std::uint64_t) { edges.assign(first, first + n); });
    ASSERT_EQ(edges.size(), 3U);
    EXPECT_EQ(edges[0].weight, 0.5);
    EXPECT_EQ(edges[0].delay_ms, 1.5);
    EXPECT_EQ(edges[1].weight, 2.5);
    EXPECT_EQ(edges[2].delay_ms, 3);
}

void expect_equal(const Description& a, const Description& b) {
    EXPECT_EQ(a.seed, b.seed);
    EXPECT_EQ(a.dt_ms, b.dt_ms);
    EXPECT_EQ(a.warmup_ms, b.warmup_ms);
    EXPECT_EQ(a.duration_ms, b.duration_ms);
    EXPECT_EQ(a.precision, b.precision);
    EXPECT_EQ(a.weights, b.weights);
    EXPECT_EQ(a.partition, b.partition);
    ASSERT_EQ(a.populations.size(), b.populations.size());
    for (std::size_t n = 0; n < a.populations.size(); ++n) {
        const auto &x = a.populations[n], &y = b.populations[n];
        EXPECT_EQ(std::tie(x.name, x.size, x.first_gid, x.model, x.params, x.initial, x.mean_rate,
                           x.separate_receptors, x.homeostasis),
                  std::tie(y.name, y.size, y.first_gid, y.model, y.params, y.initial, y.mean_rate,
                           y.separate_receptors, y.homeostasis));
    }
    ASSERT_EQ(a.projections.size(), b.projections.size());
    for (std::size_t n = 0; n < a.projections.size(); ++n) {
        const auto &x = a.projections[n], &y = b.projections[n];
        EXPECT_EQ(std::tie(x.name, x.source, x.target, x.source_slice, x.target_slice, x.weight,
                           x.delay, x.receptor, x.dendritic_fraction, x.synapse_model, x.storage),
                  std::tie(y.name, y.source, y.target, y.source_slice, y.target_slice, y.weight,
                           y.delay, y.receptor, y.dendritic_fraction, y.synapse_model, y.storage));
        EXPECT_EQ(std::tie(x.rule.kind, x.rule.degree, x.rule.p, x.rule.allow_autapses,
                           x.rule.allow_multapses),
                  std::tie(y.rule.kind, y.rule.degree, y.rule.p, y.rule.allow_autapses,
                           y.rule.allow_multapses));
        ASSERT_EQ(x.rule.edges == nullptr, y.rule.edges == nullptr);
        if (x.rule.edges) { EXPECT_EQ(x.rule.edges->size(), y.rule.edges->size()); }
    }
    ASSERT_EQ(a.stimuli.size(), b.stimuli.size());
    for (std::size_t n = 0; n < a.stimuli.size(); ++n) {
        const auto &x = a.stimuli[n], &y = b.stimuli[n];
        EXPECT_EQ(std::tie(x.name, x.model, x.target, x.target_slice, x.start_ms, x.stop_ms,
                           x.values, x.lists, x.weight, x.delay_ms, x.receptor),
                  std::tie(y.name, y.model, y.target, y.target_slice, y.start_ms, y.stop_ms,
                           y.values, y.lists, y.weight, y.delay_ms, y.receptor));
    }
    ASSERT_EQ(a.spikes.size(), b.spikes.size());
    for (std::size_t n = 0; n < a.spikes.size(); ++n) {
        const auto &x = a.spikes[n], &y = b.spikes[n];
        EXPECT_EQ(std::tie(x.population, x.neurons, x.start_ms, x.stop_ms),
                  std::tie(y.population, y.neurons, y.start_ms, y.stop_ms));
    }
    ASSERT_EQ(a.traces.size(), b.traces.size());
    for (std::size_t n = 0; n < a.traces.size(); ++n) {
        const auto &x = a.traces[n], &y = b.traces[n];
        EXPECT_EQ(
            std::tie(x.population, x.neurons, x.variables, x.interval_ms, x.start_ms, x.stop_ms),
            std::tie(y.population, y.neurons, y.variables, y.interval_ms, y.start_ms, y.stop_ms));
    }
    EXPECT_TRUE(a.rates == b.rates);
    ASSERT_EQ(a.phases.size(), b.phases.size());
    for (std::size_t n = 0; n < a.phases.size(); ++n) {
        const auto &x = a.phases[n], &y = b.phases[n];
        EXPECT_EQ(x.at_ms, y.at_ms);
        EXPECT_TRUE(x.populations == y.populations) << n;
        EXPECT_TRUE(x.stimuli == y.stimuli) << n;
        EXPECT_TRUE(x.spikes == y.spikes) << n;
        EXPECT_TRUE(x.traces == y.traces) << n;
    }
}

TEST(ExperimentFile, ReadsPhasesAsDifferences) {
    const auto d = read(everything).description;

    ASSERT_EQ(d.phases.size(), 3U);
    const auto& first = d.phases[0];
    EXPECT_EQ(first.at_ms, 3);
    ASSERT_EQ(first.populations.size(), 2U);
    EXPECT_TRUE(first.populations.at(0).params.at("I_e") == Values(Distribution::constant(7)));
    EXPECT_TRUE(first.populations.at(0).params.at("tau_m") == Values(Distribution::constant(11)));
    EXPECT_EQ(first.populations.at(1).first_gid, 40U);
    ASSERT_EQ(first.stimuli.size(), 1U);
    EXPECT_TRUE(first.stimuli.at(0).values.at("rate") == Values(Distribution::constant(12)));
    EXPECT_FALSE(first.spikes);
    EXPECT_EQ(first.traces.value().at(0).interval_ms, 1);
    EXPECT_EQ(d.phases[1].at_ms, 4.5);
    EXPECT_TRUE(d.phases[1].populations.empty() && d.phases[1].stimuli.empty());
    const auto& last = d.phases[2];
    EXPECT_TRUE(last.populations.empty()) << "what an earlier phase has set stays";
    ASSERT_EQ(last.stimuli.size(), 2U);
    EXPECT_EQ(last.stimuli.at(1).lists.at("spike_times"), (std::vector<double>{7, 8}));
    EXPECT_EQ(last.stimuli.at(2).stop_ms, std::numeric_limits<double>::infinity());
    EXPECT_EQ(last.spikes.value().at(0).population, 1U);
    EXPECT_FALSE(last.traces);
}

TEST(ExperimentFile, LeavesOutOfPhasesWhatTheyDoNotChange) {
    const auto d = read(everything, {R"(phases=[{"at": 1, "set": {"populations.D.params.C_m": 250,
        "populations.Z.params.tau_m": 11, "stimuli.noise.rate": [8, 9]}}, {"at": 2, "set":
        {"populations.D.params.C_m": 200}}, {"at": 3, "set": {"populations.D.params.C_m": 200}}])"})
                       .description;

    ASSERT_EQ(d.phases.size(), 3U);
    EXPECT_TRUE(d.phases[0].populations.empty()) << "250 pF is the default";
    EXPECT_TRUE(d.phases[0].stimuli.empty());
    EXPECT_EQ(d.phases[1].populations.size(), 1U);
    EXPECT_TRUE(d.phases[2].populations.empty());
}

TEST(ExperimentFile, ResolvesPhasesToAssignments) {
    const auto phases = Json::parse(read(everything).resolved)["phases"];

    ASSERT_EQ(phases.size(), 3U);
    EXPECT_EQ(phases[0]["at"], 3);
    const auto set = phases[0]["set"];
    EXPECT_EQ(set.size(), 4U);
    EXPECT_EQ(set["populations.Z.params.I_e"], 7);
    EXPECT_EQ(set["populations.A.params.t_ref"], Json({1, 2}));
    EXPECT_EQ(set["stimuli.noise.rate"], 12);
    EXPECT_EQ(set["record.traces[0].interval"], 1);
    EXPECT_TRUE(phases[1]["set"].empty());
    EXPECT_EQ(phases[2]["set"]["stimuli.current"]["model"], "dc_generator") << "its stop has gone";
    EXPECT_EQ(phases[2]["set"]["stimuli.train.spike_times"], Json({7, 8}));
}

TEST(ExperimentFile, SetsPhasesByAssignments) {
    const auto d =
        read(everything, {"phases[0].at=2", R"(phases[1].set={"stimuli.noise.rate": 1})"})
            .description;

    EXPECT_EQ(d.phases[0].at_ms, 2);
    EXPECT_TRUE(d.phases[1].stimuli.at(0).values.at("rate") == Values(Distribution::constant(1)));
}

TEST(ExperimentFile, ResolvedFormReadsBackEqual) {
    const auto first = read(everything);

    const auto second = read(first.resolved);

    expect_equal(first.description, second.description);
    EXPECT_EQ(first.resolved, second.resolved);
    EXPECT_EQ(second.output.folder, "somewhere");
    EXPECT_TRUE(second.output.overwrite);
}

const std::string plastic = R"({
    "duration": 10,
    "populations": {"E": {"size": 10, "model": "iaf_psc_exp",
                          "params": {"tau_minus": 33.7, "tau_minus_triplet": 125}},
                    "I": {"size": 5, "model": "iaf_psc_exp"}},
    "projections": [
        {"source": "E", "target": "E", "rule": "all_to_all", "weight": 1, "delay": 1,
         "dendritic_fraction": 0.25,
         "synapse": {"model": "stdp_triplet_synapse", "Aplus": 0.1, "nearest_spike": true}},
        {"source": "E", "target": "E", "rule": "all_to_all", "weight": 1, "delay": 1,
         "synapse": {"model": "stdp_pl_synapse_hom", "weight_limit": 50}},
        {"source": "I", "target": "E", "rule": "all_to_all", "weight": -1, "delay": 1,
         "synapse": {"model": "vogels_sprekeler_synapse", "Wmax": -3}},
        {"source": "E", "target": "I", "rule": "all_to_all", "weight": 1, "delay": 1,
         "synapse": "tsodyks2_synapse"}]})";

TEST(ExperimentFile, ReadsPlasticSynapses) {
    const auto experiment = read(plastic);

    using Params = std::map<std::string, double, std::less<>>;
    const auto& projections = experiment.description.projections;
    EXPECT_EQ(projections[0].synapse_model, "stdp_triplet_synapse");
    EXPECT_EQ(projections[0].synapse_params, (Params{{"Aplus", 0.1}, {"nearest_spike", 1}}));
    EXPECT_EQ(projections[0].dendritic_fraction, 0.25);
    EXPECT_EQ(projections[1].synapse_params, (Params{{"weight_limit", 50}}));
    EXPECT_EQ(projections[2].synapse_params, (Params{{"Wmax", -3}}));
    EXPECT_EQ(projections[3].synapse_model, "tsodyks2_synapse");
    EXPECT_TRUE(projections[3].synapse_params.empty());
}

TEST(ExperimentFile, ResolvedFormStatesAllParametersOfPlasticSynapses) {
    const auto first = read(plastic);

    const auto second = read(first.resolved);

    EXPECT_EQ(first.resolved, second.resolved);
    ASSERT_EQ(first.description.projections.size(), second.description.projections.size());
    for (std::size_t n = 0; n < first.description.projections.size(); ++n) {
        const auto &x = first.description.projections[n], &y = second.description.projections[n];
        EXPECT_EQ(x.synapse_model, y.synapse_model);
        EXPECT_EQ(x.dendritic_fraction, y.dendritic_fraction);
        for (const auto& [name, value] : x.synapse_params) {
            EXPECT_EQ(y.synapse_params.at(name), value) << name;
        }
    }
    const auto json = Json::parse(first.resolved);
    EXPECT_EQ(json["projections"][0]["synapse"]["nearest_spike"], true);
    EXPECT_EQ(json["projections"][0]["synapse"]["tau_plus"], 16.8);
    EXPECT_EQ(json["projections"][1]["synapse"]["weight_limit"], 50);
    EXPECT_FALSE(json["projections"][2]["synapse"].contains("weight_limit"));
    EXPECT_EQ(json["projections"][3]["synapse"]["tau_rec"], 800);
    EXPECT_EQ(json["populations"]["E"]["params"]["tau_minus"], 33.7);
    EXPECT_EQ(json["populations"]["E"]["params"]["tau_minus_triplet"], 125);
}

const std::string scalable = R"({
    "duration": 10, "scale": {"size": 0.5, "indegree": 0.25},
    "populations": {"E": {"size": 101, "model": "iaf_psc_exp", "mean_rate": 4},
                    "I": {"size": 50, "model": "iaf_psc_exp", "mean_rate": 8}},
    "projections": [
        {"source": "E", "target": "I", "rule": {"type": "fixed_total_number", "N": 1001},
         "weight": {"distribution": "normal", "mean": 80, "std": 8, "min": 0}, "delay": 1}]})";

TEST(ExperimentFile, ScalesWhatPhasesSet) {
    const std::string network = R"({"duration": 10, "scale": {"size": 1, "indegree": 0.25},
        "populations": {"E": {"size": 10, "model": "iaf_psc_exp", "mean_rate": 4}},
        "projections": [{"source": "E", "target": "E", "weight": 80, "delay": 1,
                         "rule": {"type": "fixed_indegree", "indegree": 8}}],
        "stimuli": {"drive": {"model": "poisson_generator", "target": "E", "rate": 100,
                              "weight": 2}},
        "phases": [{"at": 5, "set": {"stimuli.drive.rate": 200}}]})";
    const auto with_rate = network.substr(0, network.find(",\n        \"phases\"")) + "}";

    const auto scaled = read(network);
    const auto alone = read(with_rate, {"stimuli.drive.rate=200"}).description;

    const auto& phase = scaled.description.phases.at(0);
    EXPECT_TRUE(phase.stimuli.at(0) == alone.stimuli[0]);
    EXPECT_TRUE(phase.populations.at(0) == alone.populations[0])
        << "the dc that restores the mean input follows the rate";
    const auto second = read(scaled.resolved);
    expect_equal(scaled.description, second.description);
    EXPECT_EQ(scaled.resolved, second.resolved);
}

TEST(ExperimentFile, ResolvedFormHasTheScaleApplied) {
    const auto first = read(scalable);

    const auto second = read(first.resolved);

    EXPECT_EQ(first.description.populations[0].size, 51U);
    EXPECT_EQ(first.scale.indegree, 0.25);
    EXPECT_EQ(second.scale.indegree, 1);
    expect_equal(first.description, second.description);
    EXPECT_EQ(first.resolved, second.resolved);
    const auto scale = Json::parse(first.resolved)["scale"];
    EXPECT_EQ(scale["size"], 1);
    EXPECT_EQ(scale["applied"]["size"], 0.5);
    EXPECT_EQ(scale["applied"]["indegree"], 0.25);
}

TEST(ExperimentFile, StatesDefaultsInTheResolvedForm) {
    const auto json = Json::parse(
        read(R"({"duration": 1, "populations": {"E": {"size": 3, "model": "iaf_psc_exp"}}})")
            .resolved);

    EXPECT_EQ(json["dt"], 0.1);
    EXPECT_EQ(json["seed"], 1);
    EXPECT_EQ(json["populations"]["E"]["params"]["V_th"], -55);
    EXPECT_EQ(json["record"]["spikes"][0]["neurons"], Json::parse("[[0, 3]]"));
    EXPECT_FALSE(json["populations"]["E"]["initial"].contains("V_m")) << "V_m follows E_L";
}

TEST(ExperimentFile, ReportsAllProblemsOfAFileAtOnce) {
    const std::string text = R"({
 "sead": 1,
 "duration": -5,
 "populations": {
  "E": {"size": 100, "model": "iaf_psc_exp", "params": {"taum": 5, "C_m": -1}},
  "I": {"size": 50, "model": "iaf_psc_exp"}},
 "projections": [
  {"source": "E", "target": "I", "rule": "all_to_all", "weight": 1, "delay": 0}]})";

    const auto problems = problems_of(text);

    ASSERT_EQ(problems.size(), 5U) << describe(problems);
    std::vector<std::string> places;
    for (const auto& problem : problems) { places.push_back(problem.where); }
    std::sort(places.begin(), places.end());
    EXPECT_EQ(places, (std::vector<std::string>{"test.json:2:10 sead", "test.json:3:14 duration",
                                                "test.json:5:65 populations.E.params.taum",
                                                "test.json:5:75 populations.E.params.C_m",
                                                "test.json:8:78 projections[0].delay"}));
}

TEST(ExperimentFile, DoesNotReportConsequencesOfAnUnreadablePopulation) {
    const std::string text = R"({"duration": 5,
 "populations": {"E": {"size": "many", "model": "iaf_psc_exp", "params": {"C_m": -1}}},
 "projections": [{"source": {"population": "E", "first": 5}, "target": "E",
                  "rule": "all_to_all", "weight": 1, "delay": 1}]})";

    const auto problems = problems_of(text);

    ASSERT_EQ(problems.size(), 2U) << describe(problems);
    EXPECT_EQ(problems[0].where, "test.json:2:32 populations.E.size");
    EXPECT_EQ(problems[1].where, "test.json:2:82 populations.E.params.C_m");
}

TEST(ExperimentFile, SetReplacesAddsAndAppends) {
    const auto experiment =
        read(scalable, {"duration=25.5", "populations.E.params.V_th=-45", "precision=single",
                        "projections[0].weight={\"distribution\":\"uniform\",\"min\":1,\"max\":2}",
                        "scale.indegree=1", "scale.size=1", "output.folder=\"a=b\"",
                        "projections[1]={\"source\":\"I\",\"target\":\"E\",\"rule\":\"all_to_all\","
                        "\"weight\":-1,\"delay\":2}"});

    const auto& d = experiment.description;
    EXPECT_EQ(d.duration_ms, 25.5);
    EXPECT_EQ(d.precision, Precision::single);
    EXPECT_EQ(std::get<Distribution>(d.populations[0].params.at("V_th")).a, -45);
    EXPECT_EQ(d.projections[0].weight.kind, Distribution::Kind::uniform);
    ASSERT_EQ(d.projections.size(), 2U);
    EXPECT_EQ(d.projections[1].name, "I->E");
    EXPECT_EQ(experiment.output.folder, "a=b");
}

TEST(ExperimentFile, LaterSetWins) {
    EXPECT_EQ(read(scalable, {"seed=5", "seed=6"}).description.seed, 6U);
}

TEST(ExperimentFile, TakesTheWholeRangeOfSeeds) {
    EXPECT_EQ(read(scalable, {"seed=18446744073709551615"}).description.seed,
              18446744073709551615ULL);
    EXPECT_EQ(problems_of(scalable, {"seed=18446744073709551616"}).size(), 1U);
}

TEST(ExperimentFile, AcceptsANegativeWeightOnAStatedReceptor) {
    EXPECT_TRUE(
        problems_of(scalable, {"projections[0].weight=-3", "projections[0].receptor=excitatory"})
            .empty());
}

TEST(ExperimentFile, ReadsPerNeuronValuesFromAFileBesideTheExperiment) {
    const auto folder = std::filesystem::path(testing::TempDir()) / "callosum_values";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "v.csv") << "-60\n-61\n";
    const std::string text =
        R"({"duration": 1, "populations": {"E": {"size": 2, "model": "iaf_psc_exp",
            "initial": {"V_m": {"file": "v.csv"}}}}})";

    const auto experiment = read_experiment(text, "x.json", folder.string());

    EXPECT_EQ(
        std::get<std::vector<double>>(experiment.description.populations[0].initial.at("V_m")),
        (std::vector<double>{-60, -61}));
    std::filesystem::remove_all(folder);
}

TEST(ExperimentFile, MissingFileIsTheUsersFault) {
    try {
        (void)read_experiment_file("/no/such/file.json");
        FAIL();
    } catch (const IoError& error) { EXPECT_EQ(error.exit_code, 1); }
}

std::filesystem::path configs() { return std::filesystem::path(CALLOSUM_SOURCE_DIR) / "configs"; }

TEST(ExperimentFile, ReadsAllExperimentsThatComeWithCallosum) {
    for (const auto& entry : std::filesystem::directory_iterator(configs())) {
        const auto name = entry.path().filename().string();
        if (entry.path().extension() != ".json" || name == "experiment.schema.json") { continue; }
        EXPECT_NO_THROW((void)read_experiment_file(entry.path().string())) << name;
    }
}

TEST(ExperimentFile, SchemaFileIsWhatTheTablesSay) {
    std::ifstream file(configs() / "experiment.schema.json");
    std::ostringstream text;
    text << file.rdbuf();

    EXPECT_TRUE(text.str() == experiment_schema())
        << "write it again: callosum models --schema > configs/experiment.schema.json";
}

}  // namespace
}  // namespace callosum
