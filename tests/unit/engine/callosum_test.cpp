#include "engine/callosum.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/base/digest.hpp"
#include "tests/support/kept_records.hpp"

namespace callosum::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* text = R"({"seed": 3, "dt": 0.1, "warmup": 5, "duration": 40,
    "populations": {"E": {"size": 60, "model": "iaf_psc_exp"}, "I": {"size": 15, "model": "iaf_psc_exp"}},
    "projections": [{"source": "E", "target": "I", "weight": 90, "delay": 1.5,
                     "rule": {"type": "fixed_indegree", "indegree": 12}},
                    {"source": "I", "target": "E", "weight": -200, "delay": 0.8,
                     "rule": {"type": "pairwise_bernoulli", "p": 0.2}}],
    "stimuli": {"drive": {"model": "poisson_generator", "target": "E", "rate": 9000, "weight": 60}},
    "record": {"spikes": true, "rates": ["E"],
               "traces": [{"population": "E", "variables": ["V_m"], "interval": 0.5, "indices": [0, 3]}]}})";

/// A folder of the test that runs, empty at its start.
fs::path folder() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    const auto path = fs::temp_directory_path() / (std::string("callosum_face_") + info->name());
    fs::remove_all(path);
    return path;
}

nlohmann::json read_json(const fs::path& path) {
    std::ifstream file(path);
    return nlohmann::json::parse(file);
}

TEST(Face, PiecesRecordsAndThreadsAreThoseOfOneRun) {
    const auto experiment = Experiment::from_text(text);
    RecordSums whole_sums, sums;
    Simulation whole(experiment, {.sinks = {&whole_sums, &whole_sums, &whole_sums, nullptr}});
    const auto expected = whole.run();
    Simulation pieces(experiment, {.threads = 3, .sinks = {&sums, &sums, &sums, nullptr}});

    pieces.run_until_ms(12.34);
    EXPECT_EQ(pieces.step(), 123);
    EXPECT_DOUBLE_EQ(pieces.time_ms(), 12.3);
    pieces.run_until(200);
    EXPECT_LT(sums.sums()[1], whole_sums.sums()[1]);
    const auto result = pieces.run();

    EXPECT_EQ(pieces.step(), pieces.last_step());
    EXPECT_EQ(result.spike_digest, expected.spike_digest);
    EXPECT_GT(result.spikes, 0U);
    EXPECT_EQ(result.threads, 3);
    EXPECT_EQ(sums.sums(), whole_sums.sums());
    EXPECT_THROW(pieces.run_until(10), LimitError);
}

TEST(Face, WritesTheFilesOfTheProgramBesideTheCallersSinks) {
    const auto path = folder();
    RecordSums sums;
    SimulationOptions options;
    options.folder = path.string();
    options.sinks.spikes = &sums;
    options.precision = Precision::single;
    const auto experiment = Experiment::from_text(text);
    Simulation simulation(experiment, options);
    simulation.run_until_ms(20);
    EXPECT_FALSE(fs::exists(path / "run.json"));
    const auto result = simulation.run();

    for (const char* name : {"run.json", "spikes.h5", "traces.h5", "rates.h5"}) {
        EXPECT_TRUE(fs::exists(path / name)) << name;
    }
    const auto json = read_json(path / "run.json");
    EXPECT_EQ(json["spike_digest"], hex16(result.spike_digest));
    EXPECT_EQ(json["experiment"]["precision"], "single");
    EXPECT_EQ(json["experiment"]["output"]["folder"], path.string());
    EXPECT_GE(sums.sums()[1], result.spikes);  // the warm-up's, too
    EXPECT_THROW(simulation.run_until(simulation.last_step()), LimitError);
    EXPECT_THROW(Simulation(experiment, options), IoError);  // the folder is not empty
    options.overwrite = true;
    EXPECT_EQ(Simulation(experiment, options).run().spike_digest, result.spike_digest);
    EXPECT_EQ(Simulation(Experiment::from_text(json["experiment"].dump())).run().spike_digest,
              result.spike_digest);
    fs::remove_all(path);
}

TEST(Face, FinishesWhatHasBeenRun) {
    const auto path = folder();
    SimulationOptions options;
    options.folder = path.string();
    Simulation simulation(Experiment::from_text(text), options);
    simulation.run_until(150);
    simulation.finish();
    simulation.finish();

    EXPECT_EQ(read_json(path / "run.json")["spikes"], simulation.result().spikes);
    EXPECT_THROW(simulation.run_until(160), LimitError);
    fs::remove_all(path);
}

TEST(Face, ReadsFilesWithAssignments) {
    const auto path = folder();
    fs::create_directories(path);
    std::ofstream(path / "experiment.json") << text;
    const auto experiment = Experiment::from_file((path / "experiment.json").string(),
                                                  {"populations.E.size=30", "duration=10"});

    EXPECT_EQ(experiment.description().populations[0].size, 30U);
    EXPECT_EQ(Simulation(experiment).last_step(), 150);
    EXPECT_THROW((void)Experiment::from_file((path / "none.json").string()), IoError);
    EXPECT_THROW((void)Experiment::from_text("{}", {"duratoin=3"}), ConfigError);
    fs::remove_all(path);
}

TEST(Face, TakesNetworksThatAreDescribedInCode) {
    Description description;
    description.duration_ms = 30;
    auto& cells = description.populations.emplace_back();
    cells.name = "cells";
    cells.size = 4;
    cells.model = "iaf_psc_exp";
    cells.params["I_e"] = Distribution::constant(500);
    const Experiment experiment(description);
    const auto result = Simulation(experiment).run();

    EXPECT_GT(result.spikes, 0U);
    EXPECT_EQ(Simulation(Experiment::from_text(experiment.to_json())).run().spike_digest,
              result.spike_digest);
    description.populations[0].model = "iaf_psc_ex";
    EXPECT_THROW(Experiment(std::move(description)), ConfigError);
}

TEST(Face, RefusesThreadsBelowNone) {
    EXPECT_THROW(Simulation(Experiment::from_text(text), {.threads = -1}), ConfigError);
    EXPECT_GE(Simulation(Experiment::from_text(text), {.threads = 0}).result().threads, 1);
}

TEST(Face, ShowsAllStateBetweenPieces) {
    Simulation simulation(Experiment::from_text(text));
    simulation.run_until(100);
    StateBytes bytes;
    NotFinite not_finite;
    simulation.visit_state(bytes);
    simulation.visit_state(not_finite);

    EXPECT_GT(bytes.bytes(), 75U * 2 * sizeof(double));
    EXPECT_FALSE(not_finite.index());
}

TEST(Face, OutlivesWhatItWasMadeFrom) {
    std::optional<Simulation> simulation;
    {
        const auto experiment = Experiment::from_text(text);
        simulation.emplace(experiment, SimulationOptions{});
    }
    Simulation moved = std::move(*simulation);
    simulation.reset();
    EXPECT_GT(moved.run().spikes, 0U);
}

}  // namespace
}  // namespace callosum::test
