#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "tests/validation/replay/program.hpp"

// `validation/replay` (CMakeLists.txt) replays tests/validation/data; here: that it would notice.
namespace replay_test {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

/// An empty folder that goes with the test.
class Folder {
  public:
    Folder() : path_(fs::temp_directory_path() / ("callosum_replay_" + std::to_string(getpid()))) {
        fs::remove_all(path_);
        fs::create_directory(path_);
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string path() const { return path_.string(); }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name) << text;
    }
    /// Puts a changed copy of one of our reference files here.
    void spoil(const std::string& name, const std::function<void(Json&)>& change) const {
        std::ifstream stream(fs::path(CALLOSUM_SOURCE_DIR) / "tests/validation/data" / name);
        auto file = Json::parse(stream);
        change(file);
        write(name, file.dump());
    }

  private:
    fs::path path_;
};

struct Outcome {
    int code = 0;
    std::string out, messages;
};

Outcome call(const std::vector<std::string>& words, const std::string& standard_folder = "") {
    std::ostringstream out, messages;
    const int code = callosum::replay::run_program(words, standard_folder, out, messages);
    return {code, out.str(), messages.str()};
}

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("A reference file that is as it was passes") {
    const Folder folder;
    folder.spoil("iaf_psc_delta.json", [](Json&) {});

    const auto outcome = call({}, folder.path());

    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.out, StartsWith("iaf_psc_delta ") && Contains(" yes PASS"));
}

TEST_CASE("A sample that is off by ten times the tolerance fails") {
    const Folder folder;
    folder.spoil("iaf_psc_exp.json", [](Json& file) {
        auto& sample = file["V_m_mV"][4321];
        sample = sample.get<double>() + 1e-8;
    });

    const auto outcome = call({folder.path()});

    CHECK(outcome.code == 1);
    CHECK(outcome.out == "iaf_psc_exp 1e-08 yes FAIL\n");
    CHECK_THAT(outcome.messages, Contains("sample 4321"));
}

TEST_CASE("A spike that is one step off, missing or too many fails") {
    const Folder folder;
    const auto change = GENERATE(
        as<std::function<void(Json&)>>{},  //
        [](Json& spikes) { spikes[2] = 252.4; }, [](Json& spikes) { spikes.erase(4); },
        [](Json& spikes) { spikes.push_back(499.9); });
    folder.spoil("iaf_psc_exp.json", [&](Json& file) { change(file["spike_times_ms"]); });

    const auto outcome = call({folder.path()});

    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.out, Contains(" no FAIL"));
}

TEST_CASE("One synapse of a network that acts one step late fails") {
    const Folder folder;
    folder.spoil("network_iaf_psc_exp_100.json", [](Json& file) {
        auto& delay_ms = file["connections_src_tgt_weight_pA_delay_ms"][100][3];
        delay_ms = delay_ms.get<double>() + 0.1;
    });

    const auto outcome = call({folder.path()});

    CHECK(outcome.code == 1);
    CHECK(outcome.out == "network_iaf_psc_exp_100 - no FAIL\n");
}

TEST_CASE("Weights that do not follow the potentials of the target fail") {
    const Folder folder;
    folder.spoil("clopath_const.json", [](Json& file) {
        for (auto& sample : file["u_bar_minus_mV"]) { sample = sample.get<double>() + 1e-4; }
    });

    const auto outcome = call({folder.path()});

    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.messages, Contains(" delivers ") && Contains("in the file"));
}

TEST_CASE("A delivered weight that is off by ten times the tolerance fails") {
    const Folder folder;
    folder.spoil("stdp_triplet_forced.json", [](Json& file) {
        auto& weight = file["delivered_weights"][7];
        weight = weight.get<double>() * (1 + 1e-8);
    });

    const auto outcome = call({folder.path()});

    CHECK(outcome.code == 1);
    CHECK(outcome.out == "stdp_triplet_forced - yes FAIL\n");
    CHECK_THAT(outcome.messages, Contains("spike 7 delivers ") && Contains("path), in the file "));
}

TEST_CASE("A plastic synapse with a spike, a delay or a time constant that is a little off fails") {
    const Folder folder;
    const auto change = GENERATE(
        as<std::function<void(Json&)>>{},  //
        [](Json& file) {
            auto& time_ms = file["post_spike_times_ms"][5];
            time_ms = time_ms.get<double>() + 0.1;
        },
        [](Json& file) { file["synapse_parameters"]["delay_ms"] = 1.6; },
        [](Json& file) { file["post"]["tau_minus_ms"] = 20.001; });
    folder.spoil("stdp_nn_symm_forced.json", change);

    const auto outcome = call({folder.path()});

    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.out, Contains(" FAIL"));
}

TEST_CASE("A rule, or a parameter of one, that we lack is not passed over in silence") {
    const Folder folder;
    folder.spoil("stdp_nn_symm_forced.json", [](Json& file) { file["synapse"] = "stdp_nn"; });
    folder.spoil("stdp_triplet_forced.json",
                 [](Json& file) { file["synapse_parameters"]["tau_syn_ms"] = 1; });

    const auto outcome = call({folder.path()});

    CHECK(outcome.out ==
          "stdp_nn_symm_forced - - UNSUPPORTED\nstdp_triplet_forced - - UNSUPPORTED\n");
    CHECK_THAT(outcome.messages, Contains("there is no synapse model stdp_nn") &&
                                     Contains("stdp_triplet_synapse has no 'tau_syn'"));
}

TEST_CASE("A model that does not exist is a failure only where that is asked for") {
    const Folder folder;
    folder.spoil("iaf_psc_exp.json", [](Json& file) { file["model"] = "leaky_bucket"; });

    const auto lenient = call({folder.path()});
    const auto strict = call({folder.path(), "--strict"});

    CHECK(lenient.code == 0);
    CHECK(lenient.out == "iaf_psc_exp - - UNSUPPORTED\n");
    CHECK_THAT(lenient.messages, Contains("there is no model leaky_bucket"));
    CHECK(strict.code == 1);
}

TEST_CASE("A parameter that our model lacks is not passed over in silence") {
    const Folder folder;
    folder.spoil("iaf_psc_exp.json", [](Json& file) { file["parameters"]["kappa_mV"] = 0.01; });

    const auto outcome = call({folder.path()});

    CHECK(outcome.out == "iaf_psc_exp - - UNSUPPORTED\n");
    CHECK_THAT(outcome.messages, Contains("iaf_psc_exp has no 'kappa'"));
}

TEST_CASE("A broken reference file fails, other JSON is passed over") {
    const Folder folder;
    folder.write("broken.json", R"({"format": "nest-reference-v1", "model")");
    folder.write("incomplete.json", R"({"format": "nest-reference-v1", "model": "iaf_psc_exp"})");
    folder.write("other.json", R"({"spike": {"iaf_psc_exp V_m": 6.1}})");
    folder.write("list.json", "[1, 2]");

    const auto outcome = call({folder.path()});

    CHECK(outcome.code == 1);
    CHECK(outcome.out == "broken - - FAIL\nincomplete - - FAIL\n");
}

TEST_CASE("A folder without cases, or that cannot be read, or no folder at all is an error") {
    const Folder folder;
    folder.write("other.json", R"({"format": "something else"})");

    const auto empty = call({folder.path()});
    const auto missing = call({folder.path() + "/nowhere"});
    const auto none = call({});

    CHECK(empty.code == 2);
    CHECK_THAT(empty.messages, Contains("holds no reference case"));
    CHECK(missing.code == 2);
    CHECK_THAT(missing.messages, Contains("nowhere") && Contains("No such file"));
    CHECK(none.code == 2);
    CHECK_THAT(none.messages, Contains("CALLOSUM_REFERENCE_DIR"));
}

TEST_CASE("A word that the replay does not know is an error") {
    const auto words = GENERATE(
        std::vector<std::string>{"--strictly"}, std::vector<std::string>{"--precision"},
        std::vector<std::string>{"--precision", "half"}, std::vector<std::string>{"one", "two"});

    const auto outcome = call(words);

    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.messages, Contains("usage"));
}

TEST_CASE("A neuron that fires from its plastic synapse is replayed with its spikes and weights") {
    const Folder folder;
    folder.spoil("stdp_synapse_closed_loop.json", [](Json&) {});

    const auto outcome = call({folder.path()});

    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.out, StartsWith("stdp_synapse_closed_loop ") && Contains(" yes PASS"));
    CHECK_THAT(outcome.messages, Contains("28 delivered weights"));
}

TEST_CASE("A closed loop with a spike, a weight or an initial weight that is a little off fails") {
    const Folder folder;
    const auto change = GENERATE(
        as<std::function<void(Json&)>>{},  //
        [](Json& file) { file["post_spike_times_ms"].erase(4); },
        [](Json& file) {
            auto& weight = file["delivered_weights"][12];
            weight = weight.get<double>() * (1 + 1e-8);
        },
        [](Json& file) { file["initial_weight"] = 900.1; });
    folder.spoil("stdp_synapse_closed_loop.json", change);

    const auto outcome = call({folder.path()});

    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.out, Contains(" FAIL"));
}

TEST_CASE("Single precision holds its rule in all cases, networks included") {
    const auto outcome = call(
        {std::string(CALLOSUM_SOURCE_DIR) + "/tests/validation/data", "--precision", "single"});

    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.messages, StartsWith("single precision: over the first 200 ms every spike"));
    CHECK_THAT(outcome.out, Contains("network_iaf_psc_exp_100 - yes PASS") && !Contains("FAIL") &&
                                !Contains("UNSUPPORTED"));
}

TEST_CASE("The rule of single precision covers spikes up to 200 ms and V before the first") {
    const Folder folder;
    const auto [change, passes] = GENERATE(table<std::function<void(Json&)>, bool>({
        {[](Json& file) { file["spike_times_ms"][0] = 40.2; }, false},
        {[](Json& file) { file["spike_times_ms"][0] = 40.1; }, true},
        {[](Json& file) { file["spike_times_ms"].erase(1); }, false},
        {[](Json& file) { file["spike_times_ms"].push_back(499.9); }, true},
        {[](Json& file) { file["V_m_mV"][50] = file["V_m_mV"][50].get<double>() + 0.05; }, false},
        {[](Json& file) { file["V_m_mV"][4321] = 0.0; }, true},
    }));
    folder.spoil("hh_psc_alpha.json", change);

    const auto outcome = call({folder.path(), "--precision", "single"});

    CHECK(outcome.code == (passes ? 0 : 1));
}

}  // namespace
}  // namespace replay_test
