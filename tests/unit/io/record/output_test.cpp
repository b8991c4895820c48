#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "io/record/output_folder.hpp"
#include "io/record/progress.hpp"
#include "io/record/run_json.hpp"

namespace callosum {
namespace {

namespace fs = std::filesystem;

class Output : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(root_); }
    void TearDown() override { fs::remove_all(root_); }
    static void touch(const std::string& path) {
        fs::create_directories(fs::path(path).parent_path());
        std::ofstream(path) << "x";
    }
    static std::string text_of(const std::string& path) {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    std::string root_ = testing::TempDir() + "callosum_output_" + std::to_string(getpid());
    std::string out_ = root_ + "/deep/out";
};

TEST_F(Output, FolderIsMadeWithItsParents) {
    prepare_output(out_, false);

    EXPECT_TRUE(fs::is_empty(out_));
    EXPECT_NO_THROW(prepare_output(out_, false));
}

TEST_F(Output, FolderThatIsNotEmptyIsRefusedUnlessOverwritten) {
    for (const char* name :
         {"spikes.h5", "spikes.3.part", "traces_V_m.h5", "checkpoints/a", "mine.txt"}) {
        touch(out_ + "/" + name);
    }
    std::ofstream(out_ + "/run.json")
        << R"({"spike_digest": "0", "versions": {"callosum": "0.1.0"}})";

    try {
        prepare_output(out_, false);
        FAIL() << "took a folder that is not empty";
    } catch (const IoError& error) {
        EXPECT_EQ(error.exit_code, 1);
        EXPECT_NE(std::string(error.what()).find("--overwrite"), std::string::npos);
    }
    prepare_output(out_, true);

    EXPECT_TRUE(fs::exists(out_ + "/mine.txt"));
    EXPECT_TRUE(fs::exists(out_ + "/checkpoints/a"));
    EXPECT_EQ(std::distance(fs::directory_iterator(out_), fs::directory_iterator()), 2);
}

TEST_F(Output, WhatAKilledRunLeftIsOverwritten) {
    touch(out_ + "/spikes.0.part");
    touch(out_ + "/rates.0.part");
    touch(out_ + "/spikes.h5");
    touch(out_ + "/rates.h5");

    prepare_output(out_, true);

    EXPECT_TRUE(fs::is_empty(out_));
}

TEST_F(Output, ResultsOfOthersAreNotOverwritten) {
    touch(out_ + "/run.json");
    EXPECT_THROW(prepare_output(out_, true), IoError);
    EXPECT_TRUE(fs::exists(out_ + "/run.json"));
    fs::remove(out_ + "/run.json");

    touch(out_ + "/traces_from_lab.h5");

    EXPECT_THROW(prepare_output(out_, true), IoError);
    EXPECT_TRUE(fs::exists(out_ + "/traces_from_lab.h5"));
}

TEST_F(Output, FoldersOfOthersAreLeftAlone) {
    touch(out_ + "/checkpoints/weights.bin");

    prepare_output(out_, true);

    EXPECT_TRUE(fs::exists(out_ + "/checkpoints/weights.bin"));
}

TEST_F(Output, FileInPlaceOfTheFolderIsRefused) {
    touch(out_);

    EXPECT_THROW(prepare_output(out_, true), IoError);
    EXPECT_THROW(prepare_output("/proc/callosum", false), IoError);
}

TEST_F(Output, RunJsonHasDigestAsHexAndNullForNan) {
    RunResult result;
    result.spike_digest = 0xABC;
    result.populations.push_back({"E", 10, 2, 0.5, std::nan(""), 0});
    result.stages.push_back({"update", 1, 2, 3});
    result.projections.push_back({"E-E", 7, "compact", 0.25, 0.125});

    const auto json = nlohmann::json::parse(
        run_json(result, R"({"seed": 3})", {"0.1.0", "abc", "gcc", "mpi", "1.10.8", "avx2"}));

    EXPECT_EQ(json["spike_digest"], "0000000000000abc");
    EXPECT_TRUE(json["populations"]["E"]["cv_isi"].is_null());
    EXPECT_EQ(json["populations"]["E"]["rate_hz"], 0.5);
    EXPECT_EQ(json["phases"]["update"]["max_seconds"], 3);
    EXPECT_EQ(json["projections"][0]["weights"]["storage"], "compact");
    EXPECT_EQ(json["experiment"]["seed"], 3);
    EXPECT_EQ(json["versions"]["hdf5"], "1.10.8");
}

TEST_F(Output, TextIsReplacedAsAWhole) {
    const std::string path = root_ + "/run.json";
    write_file_atomically(path, "old");
    write_file_atomically(path, "new");

    EXPECT_EQ(text_of(path), "new");
    EXPECT_FALSE(fs::exists(path + ".tmp"));
    EXPECT_THROW(write_file_atomically("/proc/nothing/run.json", "x"), IoError);
}

TEST_F(Output, ProgressIsOneLineOnATerminal) {
    const std::string path = root_ + "/terminal";
    std::FILE* stream = std::fopen(path.c_str(), "w");
    ProgressDisplay display(stream, true);
    display.show({250, 1000, 0.5, true});
    display.show({500, 1000, 1.0, false});
    display.finish();
    std::fclose(stream);

    const std::string text = text_of(path);
    EXPECT_NE(text.find("250.0 of 1000.0 ms (25 %), warming up"), std::string::npos) << text;
    EXPECT_NE(text.find("500.0 of 1000.0 ms (50 %), 2 x slower than real time, 0:01 left"),
              std::string::npos)
        << text;
    EXPECT_EQ(std::ranges::count(text, '\n'), 1);
}

TEST(ProgressLine, ShowsRatesOrTheirMean) {
    Progress progress{500, 1000, 1.0, false};
    progress.rates = {{"E", 30, 2.5}, {"I", 10, 6.125}};

    EXPECT_NE(progress_line(progress).find("0:01 left, E 2.5, I 6.12 spikes/s"), std::string::npos)
        << progress_line(progress);
    progress.rates.resize(4, {"more", 10, 0});
    EXPECT_NE(progress_line(progress).find("0:01 left, mean 2.27 spikes/s"), std::string::npos)
        << progress_line(progress);
}

TEST_F(Output, JsonLogHasOneObjectPerLine) {
    const std::string path = root_ + "/log.jsonl";
    {
        JsonLog log(path);
        log.write("start", {{"ranks", 2}});
        log.write(Progress{1, 2, 3, false, {{"E", 30, 2.5}}});
    }

    std::ifstream file(path);
    std::string line;
    std::vector<nlohmann::json> entries;
    while (std::getline(file, line)) { entries.push_back(nlohmann::json::parse(line)); }

    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0]["kind"], "start");
    EXPECT_EQ(entries[0]["fields"]["ranks"], 2);
    EXPECT_EQ(entries[1]["fields"]["biological_ms"], 1);
    EXPECT_EQ(entries[1]["fields"]["rates_hz"], nlohmann::json::parse(R"({"E": 2.5})"));
    EXPECT_EQ(entries[1]["time"].get<std::string>().size(), 24U);
}

}  // namespace
}  // namespace callosum
