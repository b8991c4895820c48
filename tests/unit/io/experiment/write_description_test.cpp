#include "io/experiment/write_description.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "io/experiment/document.hpp"
#include "network/describe/edge_lists.hpp"
#include "network/describe/same_description.hpp"

namespace callosum {
namespace {

/// The text alone is read, from a folder in which nothing lies.
Description again(const Description& description) {
    return read_experiment(write_description(description), "written.json", "/nowhere").description;
}

std::vector<std::string> paths_of_experiments() {
    std::vector<std::string> paths;
    const std::filesystem::path folder = std::string(CALLOSUM_SOURCE_DIR) + "/configs";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const auto& path = entry.path();
        if (path.extension() != ".json" || path.parent_path().filename() == "boards") { continue; }
        std::ifstream file(path);
        const Json json = Json::parse(file, nullptr, false, true);
        if (json.is_object() && json.contains("populations") && json.contains("duration")) {
            paths.push_back(path.string());
        }
    }
    return paths;
}

TEST(WriteDescription, EveryConfigReadsBackAsItself) {
    const auto paths = paths_of_experiments();
    EXPECT_GT(paths.size(), 15U);
    for (const auto& path : paths) {
        SCOPED_TRACE(path);
        const auto description = read_experiment_file(path).description;

        EXPECT_EQ(first_difference(description, again(description)), "");
    }
}

const char* const rich = R"({
    "dt": 0.1, "duration": 50, "warmup": 5, "seed": 3, "precision": "single", "weights": "exact",
    "populations": {
        "sheet": {"size": 200, "model": "iaf_psc_exp", "params": {"I_e": 3},
                  "positions": {"type": "free", "extent": [300.3, 200.7], "center": [7.1, -3.3],
                                "periodic": true}},
        "grid": {"size": 24, "model": "iaf_psc_exp",
                 "positions": {"type": "grid", "shape": [6, 4], "spacing": 33.3}},
        "table": {"size": 3, "model": "iaf_psc_exp",
                  "positions": {"type": "file", "file": "places.csv"}},
        "B": {"size": 10, "model": "parrot_neuron"},
        "C": {"size": 5, "model": "iaf_psc_exp",
              "params": {"C_m": [250, 251, 252, 253.5, 254],
                         "V_th": {"distribution": "normal", "mean": -50, "std": 1, "max": -45}}}},
    "projections": [
        {"source": "sheet", "target": "sheet", "weight": {"distance": {"offset": 5, "slope": -0.01}},
         "delay": {"expression": "0.5 + x / 300", "noise": {"distribution": "uniform", "min": 0, "max": 0.2}},
         "rule": {"type": "pairwise_bernoulli", "p": 0.5, "mask": {"type": "circular", "radius": 40.5},
                  "kernel": {"type": "gaussian", "std": 20}}},
        {"source": "grid", "target": "grid", "weight": 2.5, "delay": 1.5, "receptor": "excitatory",
         "rule": {"type": "fixed_indegree", "indegree": 4, "allow_multapses": false,
                  "mask": {"type": "rectangular", "lower_left": [-50, -40.5], "upper_right": [50, 60],
                           "azimuth_angle": 30, "anchor": [1, 2]}}},
        {"name": "listed", "source": "B", "target": "C", "synapse": "stdp_synapse",
         "rule": {"type": "explicit_list", "file": "list.csv"}},
        {"source": {"population": "C", "first": 1, "last": 4}, "target": "C",
         "rule": {"type": "explicit_list", "edges": [[1, 2, 0.1, 0.3], [3, 4, -0.7, 1.3]]}},
        {"source": "sheet", "target": "C", "weight": {"distribution": "normal", "mean": 3, "std": 1},
         "rule": {"type": "fixed_outdegree", "outdegree": 2},
         "delay": {"distribution": "lognormal", "mean": 0.1, "std": 0.3, "min": 0.1, "outside": "clip"}}],
    "stimuli": {
        "trains": {"model": "spike_generator", "target": "B", "file": "trains.csv", "weight": 1},
        "inline": {"model": "spike_generator", "target": "C", "weight": 100,
                   "spike_times": [[1, 2.5], [], [3], [4.1], [5]]},
        "one": {"model": "spike_generator", "target": "C", "spike_times": [1.5], "weight": 3},
        "noise": {"model": "noise_generator", "target": "C", "mean": 10, "std": 2},
        "wave": {"model": "ac_generator", "target": "C", "amplitude": 20, "frequency": 10},
        "images": {"model": "rate_encoder", "target": "B", "data": {"file": "data.csv"},
                   "weight": 1, "order": [1, 0], "sample_duration": 20, "max_rate": 100}},
    "phases": [{"at": 10, "set": {"stimuli.noise.std": 3, "populations.C.params.I_e": 17.5}},
               {"at": 20.5, "set": {"stimuli.inline.weight": 50, "record.spikes": ["C"]}}],
    "record": {"spikes": ["B", {"population": "C", "indices": [0, 3]}],
               "traces": [{"population": "C", "variables": ["V_m"], "interval": 0.5}],
               "rates": [{"population": "sheet", "interval": 2, "start": 5}],
               "weights": [{"projection": "listed", "times": [0, 10]}]}})";

class WrittenFiles : public testing::Test {
  protected:
    void SetUp() override {
        std::filesystem::create_directories(folder_);
        std::ofstream(folder_ + "/places.csv") << "0.1 0.2\n3 4\n5 6.5\n";
        std::ofstream(folder_ + "/list.csv")
            << "source,target,weight,delay\n0,1,2.5,1\n0,1,3.5,1\n9,4,1,0.7\n";
        std::ofstream(folder_ + "/trains.csv") << "1.5,0\n2.5,3\n";
        std::ofstream(folder_ + "/data.csv") << "0,1,0,1,0,1,0,1,0,1\n1,0.5,1,0,1,0,1,0,1,0\n";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::string folder_ = testing::TempDir() + "callosum_written_" + std::to_string(getpid());
};

TEST_F(WrittenFiles, NamesFilesAndInlinesTheRest) {
    const auto description = read_experiment(rich, "rich.json", folder_).description;

    const auto json = Json::parse(write_description(description));

    EXPECT_EQ(first_difference(description, again(description)), "");
    EXPECT_EQ(json["projections"][2]["rule"]["file"], folder_ + "/list.csv");
    EXPECT_EQ(json["projections"][3]["rule"]["edges"][1], (Json{3, 4, -0.7, 1.3}));
    EXPECT_EQ(json["populations"]["table"]["positions"]["file"], folder_ + "/places.csv");
    EXPECT_EQ(json["stimuli"]["trains"]["file"], folder_ + "/trains.csv");
    EXPECT_EQ(json["stimuli"]["images"]["data"]["file"], folder_ + "/data.csv");
    EXPECT_EQ(json["stimuli"]["inline"]["spike_times"][0], (Json{1, 2.5}));
}

TEST_F(WrittenFiles, DifferencesAreFoundInsideListsAndTrains) {
    const auto a = read_experiment(rich, "rich.json", folder_).description;
    auto b = a;
    b.projections[3].rule.edges = std::make_shared<MemoryEdges>(
        std::vector<Edge>{{1, 2, 0.1, 0.3}, {3, 4, -0.75, 1.3}}, "inline");

    EXPECT_EQ(first_difference(a, a), "");
    EXPECT_EQ(first_difference(a, b), "projections." + a.projections[3].name + ".rule");
    b = a;
    b.stimuli[1].trains = nullptr;
    EXPECT_EQ(first_difference(a, b), "stimuli.inline");
}

TEST_F(WrittenFiles, RefusesSynapsesOfABoard) {
    auto description = read_experiment(rich, "rich.json", folder_).description;
    description.projections[0].board.emplace();

    EXPECT_THROW((void)write_description(description), ConfigError);
}

}  // namespace
}  // namespace callosum
