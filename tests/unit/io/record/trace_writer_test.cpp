#include "io/record/trace_writer.hpp"

#include <array>
#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"

namespace callosum {
namespace {

class TraceFolder : public testing::Test {
  protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    /// Writes a part that owns `neurons` of recording 0, with the value step + neuron / 100 (+ 1000
    /// for the second variable), at every second step of [first, last].
    void write_part(TracePartHead head, const std::vector<std::uint64_t>& neurons,
                    std::int64_t first, std::int64_t last) const {
        PartTraceSink sink(folder_, head);
        for (std::size_t k = 0; k < head.recordings.size(); ++k) {
            sink.open({k, k == 0 ? neurons : std::vector<std::uint64_t>{}});
        }
        for (std::int64_t step = first; step <= last; step += 2) {
            std::vector<double> values;
            for (const std::uint64_t neuron : neurons) {
                for (std::size_t v = 0; v < head.recordings[0].variables.size(); ++v) {
                    values.push_back(static_cast<double>(step) + static_cast<double>(neuron) / 100 +
                                     1000 * static_cast<double>(v));
                }
            }
            sink.write(0, step, values);
        }
        sink.close();
    }
    [[nodiscard]] std::vector<float> data(const std::string& file) const {
        return hdf5::File::open(folder_ + "/" + file).dataset("/report/E/data").read<float>();
    }
    TracePartHead head_{0.1, 0, 1, {{"E", {"V_m"}, {"mV"}, 0.2}}};
    std::string folder_ = testing::TempDir() + "callosum_traces_" + std::to_string(getpid());
};

TEST_F(TraceFolder, MergesColumnsOfSeveralRanks) {
    write_part({0.1, 0, 2, head_.recordings}, {1, 7}, 2, 6);
    write_part({0.1, 1, 2, head_.recordings}, {3}, 2, 6);

    const auto report = merge_traces(folder_);

    EXPECT_EQ(report.files, std::vector<std::string>{"traces.h5"});
    const auto file = hdf5::File::open(folder_ + "/traces.h5");
    EXPECT_EQ(file.dataset("/report/E/data").shape(), (std::vector<std::uint64_t>{3, 3}));
    EXPECT_EQ(data("traces.h5"),
              (std::vector<float>{2.01F, 2.03F, 2.07F, 4.01F, 4.03F, 4.07F, 6.01F, 6.03F, 6.07F}));
    const std::string mapping = "/report/E/mapping/";
    EXPECT_EQ(file.dataset(mapping + "node_ids").read<int>(), (std::vector<int>{1, 3, 7}));
    EXPECT_EQ(file.dataset(mapping + "index_pointers").read<int>(), (std::vector<int>{0, 1, 2, 3}));
    EXPECT_EQ(file.dataset(mapping + "index_pointer").read<int>(), (std::vector<int>{0, 1, 2, 3}));
    EXPECT_EQ(file.dataset(mapping + "element_ids").read<int>(), (std::vector<int>{0, 0, 0}));
    EXPECT_EQ(file.dataset(mapping + "element_pos").size(), 3U);
    EXPECT_EQ(file.dataset(mapping + "time").read<double>(), (std::vector<double>{0.2, 0.8, 0.2}));
    EXPECT_EQ(file.text_attribute("/report/E/data", "units"), "mV");
    EXPECT_EQ(file.text_attribute(mapping + "time", "units"), "ms");
    EXPECT_TRUE(part_paths(folder_, "traces").empty());
}

TEST_F(TraceFolder, SeveralVariablesGoToAFileEach) {
    write_part({0.1, 0, 1, {{"E", {"V_m", "g_ex"}, {"mV", "nS"}, 0.2}}}, {0, 5}, 2, 4);

    EXPECT_EQ(merge_traces(folder_).files,
              (std::vector<std::string>{"traces_V_m.h5", "traces_g_ex.h5"}));

    EXPECT_EQ(data("traces_V_m.h5"), (std::vector<float>{2, 2.05F, 4, 4.05F}));
    EXPECT_EQ(data("traces_g_ex.h5"), (std::vector<float>{1002, 1002.05F, 1004, 1004.05F}));
}

TEST_F(TraceFolder, TheSameVariableRecordedTwiceGoesToASecondFile) {
    write_part({0.1, 0, 1, {head_.recordings[0], head_.recordings[0]}}, {0}, 2, 4);

    EXPECT_EQ(merge_traces(folder_).files, (std::vector<std::string>{"traces.2.h5", "traces.h5"}));
}

TEST_F(TraceFolder, KeepsTheRowsThatEveryRankWroteBeforeTheJobWasKilled) {
    write_part({0.1, 0, 2, head_.recordings}, {1, 7}, 2, 10);
    write_part({0.1, 1, 2, head_.recordings}, {3}, 2, 6);
    const std::string torn = folder_ + "/traces.1.part";
    std::filesystem::resize_file(torn, std::filesystem::file_size(torn) - 3);

    EXPECT_THROW(merge_traces(folder_), IoError);
    const auto report = merge_folder(folder_);

    EXPECT_EQ(report.trace_rows, 2U);
    EXPECT_FALSE(report.notes.empty());
    EXPECT_EQ(data("traces.h5").size(), 6U);
}

TEST_F(TraceFolder, JoinsTheStretchesOfARunThatWasResumed) {
    write_part({0.1, 0, 2, head_.recordings}, {1}, 2, 6);
    write_part({0.1, 1, 2, head_.recordings}, {2}, 2, 6);
    merge_traces(folder_);
    write_part({0.1, 0, 1, head_.recordings}, {1, 2}, 4, 10);

    EXPECT_EQ(merge_traces(folder_).trace_rows, 5U);

    const auto rows = data("traces.h5");
    ASSERT_EQ(rows.size(), 10U);
    EXPECT_EQ(rows[9], 10.02F);
}

}  // namespace
}  // namespace callosum
