#include "io/record/spike_writer.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/record/trace_writer.hpp"

namespace callosum {
namespace {

using Populations = std::vector<RecordedPopulation>;

class SpikeFolder : public testing::Test {
  protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] SpikePartHead head(int rank, int n_ranks) const {
        return {0.1, rank, n_ranks, {{"E", 0, 100}, {"silent", 100, 10}, {"I", 200, 50}}};
    }
    [[nodiscard]] hdf5::File merged() const { return hdf5::File::open(folder_ + "/spikes.h5"); }
    void write_part(int rank, int n_ranks, const std::vector<Spike>& spikes) const {
        PartSpikeSink sink(folder_, head(rank, n_ranks));
        sink.write(spikes);
        sink.close();
    }
    std::string folder_ = testing::TempDir() + "callosum_spikes_" + std::to_string(getpid());
};

TEST_F(SpikeFolder, MergesManyPartsByTimeThenNode) {
    std::mt19937 random(1);
    std::vector<Spike> all;
    for (int rank = 0; rank < 5; ++rank) {
        PartSpikeSink sink(folder_, head(rank, 5));
        for (std::int64_t block = 0; block < 200; ++block) {
            std::vector<Spike> spikes;
            for (int k = 0; k < 40; ++k) {
                const std::uint64_t gid = random() % 20 * 5 + static_cast<std::uint64_t>(rank);
                const Spike spike{1 + block * 3 + static_cast<std::int64_t>(random() % 3),
                                  random() % 4 == 0
                                      ? 200 + gid % 50 / 5 * 5 + static_cast<std::uint64_t>(rank)
                                      : gid};
                if (std::ranges::find(spikes, spike) == spikes.end()) { spikes.push_back(spike); }
            }
            sink.write(spikes);
            all.insert(all.end(), spikes.begin(), spikes.end());
        }
        sink.close();
    }
    std::ranges::sort(all, [](const Spike& a, const Spike& b) {
        return std::pair(a.step, a.gid) < std::pair(b.step, b.gid);
    });

    const auto report = merge_spikes(folder_);

    EXPECT_EQ(report.spikes, all.size());
    const auto file = merged();
    for (const auto& population : head(0, 1).populations) {
        std::vector<std::uint64_t> nodes;
        std::vector<double> times;
        for (const Spike& spike : all) {
            if (spike.gid - population.first_gid >= population.size) { continue; }
            nodes.push_back(spike.gid - population.first_gid);
            times.push_back(static_cast<double>(spike.step) / 10);
        }
        const std::string group = "/spikes/" + population.name;
        EXPECT_EQ(file.dataset(group + "/node_ids").read<std::uint64_t>(), nodes);
        EXPECT_EQ(file.dataset(group + "/timestamps").read<double>(), times);
        EXPECT_EQ(file.text_attribute(group, "sorting"), "by_time");
        EXPECT_EQ(file.text_attribute(group + "/timestamps", "units"), "ms");
    }
    EXPECT_EQ(file.number_attribute("/", "magic"), std::vector<double>{0x0A7A});
    EXPECT_TRUE(part_paths(folder_, "spikes").empty());
}

TEST_F(SpikeFolder, HoldsEveryRecordedPopulationEvenWithoutSpikes) {
    write_part(0, 1, {});

    EXPECT_EQ(merge_spikes(folder_).spikes, 0U);

    EXPECT_EQ(merged().children("/spikes"), (std::vector<std::string>{"E", "I", "silent"}));
    EXPECT_EQ(merged().dataset("/spikes/silent/timestamps").size(), 0U);
}

TEST_F(SpikeFolder, DropsATornLastRecordOfAKilledJob) {
    write_part(0, 2, {{1, 3}, {2, 4}});
    write_part(1, 2, {{1, 5}, {3, 6}});
    std::filesystem::resize_file(folder_ + "/spikes.1.part",
                                 std::filesystem::file_size(folder_ + "/spikes.1.part") - 5);

    EXPECT_THROW(merge_spikes(folder_), IoError);
    EXPECT_FALSE(std::filesystem::exists(folder_ + "/spikes.h5"));
    const auto report = merge_folder(folder_);

    EXPECT_EQ(report.spikes, 3U);
    ASSERT_EQ(report.notes.size(), 1U);
    EXPECT_NE(report.notes[0].find("spikes.1.part: 11 bytes"), std::string::npos);
    EXPECT_EQ(merged().dataset("/spikes/E/node_ids").read<int>(), (std::vector<int>{3, 5, 4}));
}

TEST_F(SpikeFolder, StopsAtTheZerosThatALostNodeLeaves) {
    write_part(0, 1, {{1, 3}, {2, 4}});
    std::filesystem::resize_file(folder_ + "/spikes.0.part",
                                 std::filesystem::file_size(folder_ + "/spikes.0.part") + 4096);

    EXPECT_EQ(merge_folder(folder_).spikes, 2U);
}

TEST_F(SpikeFolder, NamesTheRankWhosePartIsMissing) {
    write_part(0, 3, {{1, 3}});
    write_part(2, 3, {{1, 4}});

    try {
        merge_spikes(folder_);
        FAIL() << "merged without rank 1";
    } catch (const IoError& error) {
        EXPECT_NE(std::string(error.what()).find("rank 1"), std::string::npos) << error.what();
    }
    EXPECT_EQ(merge_folder(folder_).spikes, 2U);
}

TEST_F(SpikeFolder, JoinsTheStretchesOfARunThatWasResumed) {
    write_part(0, 2, {{1, 3}, {5, 4}});
    write_part(1, 2, {{1, 200}, {6, 201}});
    merge_spikes(folder_);
    // Resumed from step 4 on one rank: steps 5 and 6 are run again, with the same spikes.
    write_part(0, 1, {{5, 4}, {6, 201}, {7, 3}});

    EXPECT_EQ(merge_spikes(folder_).spikes, 5U);

    EXPECT_EQ(merged().dataset("/spikes/E/node_ids").read<int>(), (std::vector<int>{3, 4, 3}));
    EXPECT_EQ(merged().dataset("/spikes/I/timestamps").read<double>(),
              (std::vector<double>{0.1, 0.6}));
}

TEST_F(SpikeFolder, KeepsWhatANeuronSpikedSeveralTimesInAStep) {
    write_part(0, 1, {{1, 3}, {1, 3}, {2, 3}});
    merge_spikes(folder_);
    // Resumed from step 0: step 1 is run again.
    write_part(0, 1, {{1, 3}, {1, 3}, {3, 3}, {3, 3}});

    EXPECT_EQ(merge_spikes(folder_).spikes, 5U);

    EXPECT_EQ(merged().dataset("/spikes/E/timestamps").read<double>(),
              (std::vector<double>{0.1, 0.1, 0.2, 0.3, 0.3}));
}

TEST_F(SpikeFolder, SinksNeverOverwriteEarlierParts) {
    write_part(0, 1, {{1, 3}});
    write_part(0, 1, {{2, 4}});

    EXPECT_EQ(part_paths(folder_, "spikes").size(), 2U);
    EXPECT_EQ(merge_spikes(folder_).spikes, 2U);
}

TEST_F(SpikeFolder, RefusesPartsOfDifferentRuns) {
    write_part(0, 1, {{1, 3}});
    auto other = head(1, 2);
    other.dt_ms = 0.2;
    PartSpikeSink(folder_, other).close();

    EXPECT_THROW(merge_spikes(folder_), IoError);
}

TEST_F(SpikeFolder, RefusesSpikesThatGoBackInTime) {
    PartSpikeSink sink(folder_, head(0, 1));
    sink.write(std::vector<Spike>{{5, 1}});

    EXPECT_THROW(sink.write(std::vector<Spike>{{4, 1}}), IoError);
}

TEST_F(SpikeFolder, WithoutPartsThereIsNothingToMerge) {
    EXPECT_THROW(merge_folder(folder_), IoError);
    EXPECT_TRUE(merge_spikes(folder_).files.empty());
}

TEST(PartFileOnAFullDisk, IsAnErrorThatNamesTheReason) {
    if (!std::filesystem::exists("/dev/full")) { GTEST_SKIP() << "no /dev/full here"; }
    try {
        PartFile("/dev/full", "CALSPIKE", {{"rank", 0}});
        FAIL() << "wrote to a full disk";
    } catch (const IoError& error) {
        EXPECT_EQ(error.path, "/dev/full");
        EXPECT_EQ(error.exit_code, 2);
        EXPECT_NE(std::string(error.what()).find("No space left"), std::string::npos)
            << error.what();
    }
}

}  // namespace
}  // namespace callosum
