#include "io/record/weight_writer.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/record/file_info.hpp"
#include "io/record/trace_writer.hpp"

namespace callosum {
namespace {

using Synapses = std::vector<RecordedSynapse>;

class WeightFolder : public testing::Test {
  protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    /// A part with one stream for each list of synapses, and these snapshots.
    void write_part(int rank, int n_ranks, const std::vector<Synapses>& streams,
                    const std::vector<std::int64_t>& steps, std::size_t block = 2) {
        auto head = head_;
        head.rank = rank;
        head.n_ranks = n_ranks;
        PartWeightSink sink(folder_, head);
        for (std::size_t r = 0; r < head.recordings.size(); ++r) {
            sink.open(r, r == 0 ? static_cast<std::uint32_t>(streams.size()) : 0);
        }
        for (const auto step : steps) {
            // What is left of each stream, block by block in turn.
            std::vector<std::size_t> at(streams.size(), 0);
            for (std::size_t ended = 0; ended < streams.size();) {
                for (std::uint32_t s = 0; s < streams.size(); ++s) {
                    if (at[s] > streams[s].size()) { continue; }
                    const auto n = std::min(block, streams[s].size() - at[s]);
                    const std::span part(streams[s].data() + at[s], n);
                    if (step == steps.front()) { sink.list({0, s}, part); }
                    std::vector<double> weights;
                    for (const auto& synapse : part) { weights.push_back(weight(synapse, step)); }
                    at[s] += n;
                    const bool last = at[s] == streams[s].size();
                    sink.write({0, s}, step, weights, last);
                    if (last) {
                        ++at[s];
                        ++ended;
                    }
                }
            }
        }
        sink.close();
    }
    static double weight(const RecordedSynapse& synapse, std::int64_t step) {
        return static_cast<double>(step) + static_cast<double>(synapse.source) / 10 +
               static_cast<double>(synapse.target) / 1000 + synapse.occurrence / 1e5;
    }
    [[nodiscard]] hdf5::File merged() const { return hdf5::File::open(folder_ + "/weights.h5"); }
    [[nodiscard]] std::string part(int rank) const {
        return folder_ + "/weights." + std::to_string(rank) + ".part";
    }
    void cut(int rank, std::uintmax_t bytes) const {
        std::filesystem::resize_file(part(rank), std::filesystem::file_size(part(rank)) - bytes);
    }

    WeightPartHead head_{
        0.1, 0, 1, false, {{"EI", "EI", "E", "I", "stdp_synapse", "pA", {{}, 0, 40, 10}}}};
    const Synapses first_{{0, 1, 0, 15}, {0, 1, 1, 20}, {0, 2, 0, 1}, {4, 0, 0, 3}, {9, 2, 0, 4}};
    const Synapses second_{{0, 5, 0, 7}, {1, 3, 0, 8}, {4, 3, 0, 9}};
    const Synapses third_{{0, 8, 0, 1}, {9, 8, 0, 2}, {9, 8, 1, 2}, {9, 9, 0, 2}};
    std::string folder_ = testing::TempDir() + "callosum_weights_" + std::to_string(getpid());
};

TEST_F(WeightFolder, MergesStreamsOfSeveralRanksInOrder) {
    write_part(0, 2, {first_, second_}, {0, 10, 20, 30, 40});
    write_part(1, 2, {third_, {}}, {0, 10, 20, 30, 40});

    const auto report = merge_weights(folder_);

    EXPECT_EQ(report.files, std::vector<std::string>{"weights.h5"});
    EXPECT_EQ(report.snapshots, 5U);
    const auto file = merged();
    const std::string group = "/weights/EI";
    EXPECT_EQ(file.dataset(group + "/source_ids").read<int>(),
              (std::vector<int>{0, 0, 0, 0, 0, 1, 4, 4, 9, 9, 9, 9}));
    EXPECT_EQ(file.dataset(group + "/target_ids").read<int>(),
              (std::vector<int>{1, 1, 2, 5, 8, 3, 0, 3, 2, 8, 8, 9}));
    EXPECT_EQ(file.dataset(group + "/occurrence").read<int>(),
              (std::vector<int>{0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0}));
    EXPECT_EQ(file.dataset(group + "/delay").read<double>(),
              (std::vector<double>{1.5, 2, 0.1, 0.7, 0.1, 0.8, 0.3, 0.9, 0.4, 0.2, 0.2, 0.2}));
    EXPECT_EQ(file.dataset(group + "/time").read<double>(), (std::vector<double>{0, 1, 2, 3, 4}));
    const auto weights = file.dataset(group + "/weights");
    EXPECT_EQ(weights.shape(), (std::vector<std::uint64_t>{5, 12}));
    EXPECT_EQ(weights.read<double>()[2 * 12 + 10], weight({9, 8, 1, 2}, 20));
    EXPECT_EQ(weights.read<double>()[4 * 12 + 5], weight({1, 3, 0, 8}, 40));
    EXPECT_EQ(file.text_attribute(group + "/weights", "units"), "pA");
    EXPECT_EQ(file.text_attribute(group + "/time", "units"), "ms");
    EXPECT_EQ(file.text_attribute(group, "synapse_model"), "stdp_synapse");
    EXPECT_EQ(file.text_attribute(group, "source"), "E");
    EXPECT_EQ(file.text_attribute(group, "target"), "I");
    EXPECT_TRUE(part_paths(folder_, "weights").empty());
}

TEST_F(WeightFolder, HasTheSameBytesHoweverStreamsAreCut) {
    const auto bytes = [this] {
        std::ifstream file(folder_ + "/weights.h5", std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    Synapses joined = first_;
    joined.insert(joined.end(), second_.begin(), second_.end());
    std::ranges::sort(joined, {}, [](const auto& s) {
        return std::tuple{s.source, s.target, s.occurrence};
    });

    write_part(0, 1, {joined}, {0, 10, 20, 30, 40}, 100);
    merge_weights(folder_);
    const auto one = bytes();
    std::filesystem::remove(folder_ + "/weights.h5");
    write_part(0, 2, {second_}, {0, 10, 20, 30, 40}, 1);
    write_part(1, 2, {first_}, {0, 10, 20, 30, 40}, 2);
    merge_weights(folder_);

    EXPECT_EQ(bytes(), one);
}

TEST_F(WeightFolder, SingleWeightsAreFloat32) {
    head_.single = true;
    write_part(0, 1, {first_}, {0, 10, 20, 30, 40});

    merge_weights(folder_);

    const auto found = merged().dataset("/weights/EI/weights").read<float>();
    ASSERT_EQ(found.size(), 25U);
    EXPECT_EQ(found[6], static_cast<float>(weight(first_[1], 10)));
}

TEST_F(WeightFolder, RowsOfMoreThanOneChunkAreWhole) {
    constexpr std::uint64_t n = 300001;  // two chunks and a bit
    Synapses even, odd;
    for (std::uint64_t k = 0; k < n; ++k) { (k % 7 < 3 ? even : odd).push_back({k / 3, k, 0, 1}); }
    head_.recordings[0].schedule = {{5, 8}, 0, 0, 1};
    write_part(0, 2, {even}, {5, 8}, 1000);
    write_part(1, 2, {odd}, {5, 8}, 32768);

    merge_weights(folder_);

    const auto file = merged();
    const auto targets = file.dataset("/weights/EI/target_ids").read<std::uint64_t>();
    const auto weights = file.dataset("/weights/EI/weights").read<double>();
    ASSERT_EQ(targets.size(), n);
    ASSERT_EQ(weights.size(), 2 * n);
    std::size_t wrong = 0;
    for (std::uint64_t k = 0; k < n; ++k) {
        wrong += targets[k] != k ? 1U : 0U;
        wrong += weights[k] != weight({k / 3, k, 0, 1}, 5) ? 1U : 0U;
        wrong += weights[n + k] != weight({k / 3, k, 0, 1}, 8) ? 1U : 0U;
    }
    EXPECT_EQ(wrong, 0U);
}

TEST_F(WeightFolder, KeepsTheSnapshotsThatEveryRankHasWhole) {
    write_part(0, 2, {first_, second_}, {0, 10, 20, 30});
    write_part(1, 2, {third_}, {0, 10, 20});
    cut(1, 3);

    EXPECT_THROW(merge_weights(folder_), IoError);
    EXPECT_TRUE(std::filesystem::exists(part(1)));
    const auto report = merge_folder(folder_);

    EXPECT_EQ(report.snapshots, 2U);
    EXPECT_EQ(report.notes.size(), 2U);
    const auto file = merged();
    EXPECT_EQ(file.dataset("/weights/EI/time").read<double>(), (std::vector<double>{0, 1}));
    EXPECT_EQ(file.dataset("/weights/EI/weights").shape(), (std::vector<std::uint64_t>{2, 12}));
}

TEST_F(WeightFolder, ZerosThatAFailedNodeLeftAreLeftOut) {
    write_part(0, 1, {first_}, {0, 10});
    std::ofstream(part(0), std::ios::binary | std::ios::app) << std::string(1000, '\0');

    EXPECT_EQ(merge_folder(folder_).snapshots, 2U);
}

TEST_F(WeightFolder, AJobThatWasKilledBeforeTheFirstSnapshotLeavesAnEmptyTable) {
    write_part(0, 1, {first_}, {});

    EXPECT_EQ(merge_folder(folder_).snapshots, 0U);

    const auto file = merged();
    EXPECT_EQ(file.dataset("/weights/EI/weights").shape(), (std::vector<std::uint64_t>{0, 0}));
    EXPECT_EQ(file.dataset("/weights/EI/time").size(), 0U);
}

TEST_F(WeightFolder, AMissingRankIsAnErrorAndItsSynapsesAreLeftOutOfASalvage) {
    write_part(0, 2, {first_}, {0, 10, 20, 30, 40});

    EXPECT_THROW(merge_weights(folder_), IoError);
    EXPECT_EQ(merge_folder(folder_).snapshots, 5U);

    EXPECT_EQ(merged().dataset("/weights/EI/source_ids").size(), 5U);
}

TEST_F(WeightFolder, JoinsTheStretchesOfARunThatWasResumed) {
    write_part(0, 2, {first_}, {0, 10, 20});
    write_part(1, 2, {second_}, {0, 10, 20});
    merge_folder(folder_);
    Synapses joined = first_;
    joined.insert(joined.end(), second_.begin(), second_.end());
    std::ranges::sort(joined, {}, [](const auto& s) {
        return std::tuple{s.source, s.target, s.occurrence};
    });
    write_part(0, 1, {joined}, {20, 30, 40});

    EXPECT_EQ(merge_weights(folder_).snapshots, 5U);

    const auto rows = merged().dataset("/weights/EI/weights").read<double>();
    ASSERT_EQ(rows.size(), 40U);
    for (std::size_t row = 0; row < 5; ++row) {
        for (std::size_t k = 0; k < 8; ++k) {
            EXPECT_EQ(rows[row * 8 + k], weight(joined[k], 10 * static_cast<std::int64_t>(row)));
        }
    }
}

TEST_F(WeightFolder, AStretchWithoutSnapshotsKeepsTheEarlierOnes) {
    write_part(0, 1, {first_}, {0, 10, 20, 30, 40});
    merge_weights(folder_);
    write_part(0, 1, {first_}, {});

    EXPECT_EQ(merge_weights(folder_).snapshots, 5U);

    const auto file = merged();
    EXPECT_EQ(file.dataset("/weights/EI/source_ids").read<int>(),
              (std::vector<int>{0, 0, 0, 4, 9}));
    EXPECT_EQ(file.dataset("/weights/EI/weights").read<double>()[24], weight(first_[4], 40));
}

TEST_F(WeightFolder, PartsThatHoldTheSameSynapseAreRefused) {
    write_part(0, 2, {first_}, {0, 10, 20, 30, 40});
    write_part(1, 2, {first_}, {0, 10, 20, 30, 40});

    try {
        merge_weights(folder_);
        FAIL() << "was accepted";
    } catch (const IoError& error) {
        EXPECT_NE(std::string(error.what()).find("weights.1.part"), std::string::npos);
    }
    EXPECT_TRUE(std::filesystem::exists(part(0)));
    EXPECT_FALSE(std::filesystem::exists(folder_ + "/weights.h5.tmp"));
    EXPECT_FALSE(std::filesystem::exists(folder_ + "/weights.order.part.tmp"));
}

TEST_F(WeightFolder, IsDescribedByInfo) {
    write_part(0, 1, {first_}, {0, 10, 20, 30, 40});
    merge_weights(folder_);

    const auto text = describe_file(folder_ + "/weights.h5");

    EXPECT_NE(text.find("EI/  stdp_synapse from E to I"), std::string::npos) << text;
    EXPECT_NE(text.find("weights  [5 x 5] real numbers, pA"), std::string::npos) << text;
}

}  // namespace
}  // namespace callosum
