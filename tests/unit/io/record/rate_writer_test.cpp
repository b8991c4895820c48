#include "io/record/rate_writer.hpp"

#include <array>
#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/record/file_info.hpp"
#include "io/record/trace_writer.hpp"

namespace callosum {
namespace {

class RateFolder : public testing::Test {
  protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    /// A part of a rank that has `neurons` neurons of E and counts `first`, `first` + 1, ... in the bins
    /// from number `from` on.
    void write_part(int rank, std::uint64_t neurons, std::uint64_t first, int n_bins,
                    int from = 0) const {
        PartRateSink sink(folder_, {0.1, rank, 2, recordings_});
        sink.open(0, neurons);
        if (rank == 0) { sink.open(1, 2); }
        for (int n = 0; n < n_bins; ++n) {
            const std::int64_t step = 20 + 5 * (from + n + 1);
            sink.write(0, step, first + static_cast<std::uint64_t>(n));
            if (rank == 0) { sink.write(1, 100 * (n + 1), 7); }
        }
        sink.close();
    }
    [[nodiscard]] std::vector<std::int64_t> counts(const std::string& population = "E") const {
        return hdf5::File::open(folder_ + "/rates.h5")
            .dataset("/rates/" + population + "/counts")
            .read<std::int64_t>();
    }
    void tear(const std::string& name, std::uintmax_t bytes) const {
        const std::string path = folder_ + "/" + name;
        std::filesystem::resize_file(path, std::filesystem::file_size(path) - bytes);
    }
    std::vector<RecordedRate> recordings_{{"E", 10, 20, 5}, {"I", 2, 0, 100}};
    std::string folder_ = testing::TempDir() + "callosum_rates_" + std::to_string(getpid());
};

TEST_F(RateFolder, AddsTheCountsOfAllRanks) {
    write_part(0, 7, 1, 3);
    write_part(1, 3, 10, 3);

    const auto report = merge_rates(folder_);

    EXPECT_EQ(report.files, std::vector<std::string>{"rates.h5"});
    EXPECT_EQ(report.rate_bins, 6U);
    EXPECT_EQ(counts(), (std::vector<std::int64_t>{11, 13, 15}));
    EXPECT_EQ(counts("I"), (std::vector<std::int64_t>{7, 7, 7}));
    const auto file = hdf5::File::open(folder_ + "/rates.h5");
    const auto rates = file.dataset("/rates/E/rate").read<double>();
    EXPECT_DOUBLE_EQ(rates.at(1), 13 / (10 * 0.5e-3));
    EXPECT_EQ(file.dataset("/rates/E/time").read<double>(), (std::vector<double>{2, 3.5, 0.5}));
    EXPECT_EQ(file.text_attribute("/rates/E/counts", "units"), "spikes");
    EXPECT_EQ(file.text_attribute("/rates/E/rate", "units"), "spikes/s");
    EXPECT_EQ(file.text_attribute("/rates/E/time", "units"), "ms");
    EXPECT_TRUE(part_paths(folder_, "rates").empty());
    const auto text = describe_file(folder_ + "/rates.h5");
    for (const char* word :
         {"E/", "counts  [3] integers, spikes", "rate  [3] real numbers, spikes/s"}) {
        EXPECT_NE(text.find(word), std::string::npos) << text;
    }
}

TEST_F(RateFolder, TornPartsAreAnErrorUntilTheyAreSalvaged) {
    write_part(0, 7, 1, 3);
    write_part(1, 3, 10, 3);
    tear("rates.1.part", 30);  // one record and a quarter

    EXPECT_THROW(merge_rates(folder_), IoError);
    EXPECT_FALSE(std::filesystem::exists(folder_ + "/rates.h5.tmp"));
    const auto report = merge_folder(folder_);

    EXPECT_EQ(counts(), (std::vector<std::int64_t>{11}));
    EXPECT_EQ(counts("I").size(), 3U);
    ASSERT_EQ(report.notes.size(), 1U);
    EXPECT_NE(report.notes[0].find("rates of E: the bin that ends with step 30"), std::string::npos)
        << report.notes[0];
}

TEST_F(RateFolder, NoCountIsWrittenThatLacksNeurons) {
    write_part(0, 7, 1, 3);  // the part of rank 1 was never made

    EXPECT_THROW(merge_rates(folder_), IoError);
    const auto report = merge_rates(folder_, MergeMode::salvage);

    EXPECT_TRUE(counts().empty());
    EXPECT_EQ(counts("I").size(), 3U);
    EXPECT_NE(report.notes.at(1).find("only 7 of 10 neurons"), std::string::npos);
}

TEST_F(RateFolder, AnEarlierStretchIsKept) {
    write_part(0, 7, 1, 4);
    write_part(1, 3, 10, 4);
    merge_rates(folder_);
    recordings_.pop_back();
    write_part(1, 6, 100, 2, 3);  // from the fourth bin on, on other ranks
    {
        PartRateSink sink(folder_, {0.1, 0, 2, recordings_});
        sink.open(0, 4);
        sink.write(0, 40, 1);
        sink.write(0, 45, 1);
        sink.close();
    }

    merge_rates(folder_);

    EXPECT_EQ(counts(), (std::vector<std::int64_t>{11, 13, 15, 101, 102}));
}

TEST_F(RateFolder, AGapAfterAnEarlierStretchIsAnError) {
    write_part(0, 7, 1, 2, 2);
    write_part(1, 3, 1, 2, 2);

    try {
        merge_rates(folder_);
        FAIL() << "the first two bins are nowhere";
    } catch (const IoError& error) {
        EXPECT_NE(std::string(error.what()).find("the bins before step 35 are missing"),
                  std::string::npos)
            << error.what();
    }
}

TEST_F(RateFolder, TwoPartsOfOneRankAreRefused) {
    write_part(0, 10, 1, 2);
    write_part(0, 10, 1, 2);

    EXPECT_THROW(merge_rates(folder_, MergeMode::salvage), IoError);
}

}  // namespace
}  // namespace callosum
