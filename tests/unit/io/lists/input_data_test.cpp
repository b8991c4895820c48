#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/lists/sample_file.hpp"
#include "io/lists/spike_train_file.hpp"

namespace callosum {
namespace {

/// A folder of its own for each test.
class InputData : public testing::Test {
  protected:
    InputData() {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::temp_directory_path() /
                  (std::string("callosum_input_") + test->name());
        std::filesystem::create_directories(folder_);
    }
    ~InputData() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }
    [[nodiscard]] std::string text(const std::string& content) const {
        std::ofstream(path("in.csv")) << content;
        return path("in.csv");
    }

  private:
    std::filesystem::path folder_;
};

std::vector<std::pair<double, std::uint64_t>> spikes_of(const SpikeTrains& trains) {
    std::vector<std::pair<double, std::uint64_t>> all;
    trains.visit([&](const TrainSpike* spikes, std::size_t n, std::uint64_t first) {
        EXPECT_EQ(first, all.size());
        for (std::size_t k = 0; k < n; ++k) {
            all.emplace_back(spikes[k].time_ms, spikes[k].target);
        }
    });
    return all;
}

template <class Act>
std::string error_of(const Act& act) {
    try {
        act();
    } catch (const IoError& error) {
        EXPECT_EQ(error.exit_code, 1);
        return error.what();
    }
    return "none";
}

const std::vector<std::pair<double, std::uint64_t>> three{{1.5, 3}, {2, 0}, {2, 3}};

TEST_F(InputData, TextTrainsHaveBlanksOrCommas) {
    EXPECT_EQ(spikes_of(*open_spike_trains(text("time index\n# one\n1.5 3\n\n2,0\n2.0 , 3\n"), "")),
              three);
}

TEST_F(InputData, TextTrainsNameTheLineThatIsWrong) {
    for (const char* line : {"1.5", "1.5 -3", "1.5 x", "1.5 3 4", "a 3"}) {
        const auto error = error_of(
            [&] { (void)open_spike_trains(text("1 1\n" + std::string(line) + "\n"), ""); });
        EXPECT_NE(error.find("line 2"), std::string::npos) << error;
    }
}

TEST_F(InputData, SonataTrainsAreReadByPopulation) {
    {
        auto file = hdf5::File::create(path("s.h5"));
        file.write("/spikes/a/timestamps", std::vector<double>{1.5, 2, 2});
        file.write("/spikes/a/node_ids", std::vector<std::uint64_t>{3, 0, 3});
        file.set_attribute("/spikes/a/timestamps", "units", "ms");
        file.close();
    }
    EXPECT_EQ(spikes_of(*open_spike_trains(path("s.h5"), "a")), three);
    EXPECT_EQ(spikes_of(*open_spike_trains(path("s.h5"), "")), three) << "there is but one";
    const auto error = error_of([&] { (void)open_spike_trains(path("s.h5"), "b"); });
    EXPECT_NE(error.find("has no spikes of 'b'; there are: a"), std::string::npos) << error;
}

TEST_F(InputData, SonataTrainsMustBeWhole) {
    {
        auto file = hdf5::File::create(path("s.h5"));
        file.write("/spikes/a/timestamps", std::vector<double>{1.5, 2});
        file.write("/spikes/a/node_ids", std::vector<std::uint64_t>{3});
        file.write("/spikes/b/timestamps", std::vector<double>{1.5});
        file.write("/spikes/b/node_ids", std::vector<std::int64_t>{-1});
        file.write("/spikes/c/timestamps", std::vector<double>{1.5});
        file.write("/spikes/c/node_ids", std::vector<std::int64_t>{1});
        file.set_attribute("/spikes/c/timestamps", "units", "s");
        file.close();
    }
    const auto error = [&](const char* population) {
        return error_of([&] { (void)spikes_of(*open_spike_trains(path("s.h5"), population)); });
    };
    EXPECT_NE(error("a").find("2 timestamps and 1 node_ids"), std::string::npos);
    EXPECT_NE(error("b").find("must not be negative"), std::string::npos);
    EXPECT_NE(error("c").find("must be in ms"), std::string::npos);
    EXPECT_NE(error("").find("say which population"), std::string::npos);
}

TEST_F(InputData, SamplesAreReadFromText) {
    const auto samples = open_samples(text("a,b,c\n1,2,3\n# x\n4 5 6.5\n"), "");

    EXPECT_EQ(samples->n_samples(), 2U);
    EXPECT_EQ(samples->n_features(), 3U);
    EXPECT_EQ(samples->smallest(), 1);
    EXPECT_EQ(samples->largest(), 6.5);
    EXPECT_EQ(samples->features(1, 3), (std::vector<double>{2, 3, 5, 6.5}));
}

TEST_F(InputData, SamplesAreReadFromHdf5) {
    {
        auto file = hdf5::File::create(path("s.h5"));
        const std::vector<float> values{1, 2, 3, 4, 5, 6, 7, 8};
        file.create_dataset("/flat", hdf5::Type::f32, {2, 4}).write(std::span<const float>(values));
        file.create_dataset("/image", hdf5::Type::u8, {2, 2, 2})
            .write(std::span<const float>(values));
        file.write("/line", values);
        file.close();
    }
    for (const char* name : {"flat", "image"}) {
        const auto samples = open_samples(path("s.h5"), name);
        EXPECT_EQ(samples->n_samples(), 2U);
        EXPECT_EQ(samples->n_features(), 4U);
        EXPECT_EQ(samples->features(1, 3), (std::vector<double>{2, 3, 6, 7}));
    }
    EXPECT_NE(
        error_of([&] { (void)open_samples(path("s.h5"), "line"); }).find("[samples, features]"),
        std::string::npos);
    EXPECT_NE(error_of([&] { (void)open_samples(path("s.h5"), "x"); }).find("no dataset 'x'"),
              std::string::npos);
}

TEST_F(InputData, SamplesMustBeFiniteAndRectangular) {
    EXPECT_NE(error_of([&] {
                  (void)open_samples(text("1,2\n3,nan\n"), "");
              }).find("row 1, column 1 is not a finite number"),
              std::string::npos);
    EXPECT_NE(error_of([&] { (void)open_samples(text("1,2\n3\n"), ""); }).find("line 2"),
              std::string::npos);
}

}  // namespace
}  // namespace callosum
