#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/lists/edge_file.hpp"

namespace callosum {
namespace {

class PositionsFile : public testing::Test {
  protected:
    PositionsFile() {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::temp_directory_path() /
                  (std::string("callosum_positions_") + test->name());
        std::filesystem::create_directories(folder_);
    }
    ~PositionsFile() override { std::filesystem::remove_all(folder_); }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }

  private:
    std::filesystem::path folder_;
};

TEST_F(PositionsFile, IsTextWithALinePerNeuron) {
    std::ofstream(path("in.csv")) << "x,y\n1,2\n-3.5,4\n";
    const auto table = read_positions_table(path("in.csv"), "");
    EXPECT_EQ(table.dims, 2U);
    EXPECT_EQ(table.values, (std::vector<double>{1, 2, -3.5, 4}));
}

TEST_F(PositionsFile, IsAnArrayOrAGroupAsInSonata) {
    auto file = hdf5::File::create(path("in.h5"));
    auto array = file.create_dataset("/all", hdf5::Type::f64, {2, 3});
    const std::vector<double> values{1, 2, 3, 4, 5, 6};
    array.write(std::span<const double>(values));
    file.write("/nodes/E/0/x", std::vector<double>{1, 2});
    file.write("/nodes/E/0/y", std::vector<double>{3, 4});
    file.write("/nodes/bad/0/x", std::vector<double>{1, 2});
    file.close();
    EXPECT_EQ(read_positions_table(path("in.h5"), "/all").values, values);
    EXPECT_EQ(read_positions_table(path("in.h5"), "/all").dims, 3U);
    EXPECT_EQ(read_positions_table(path("in.h5"), "/nodes/E/0").values,
              (std::vector<double>{1, 3, 2, 4}));
    EXPECT_THROW((void)read_positions_table(path("in.h5"), "/nodes/bad/0"), IoError);
}

TEST_F(PositionsFile, HasTwoOrThreeNumbersAllFinite) {
    std::ofstream(path("one.csv")) << "1\n2\n";
    std::ofstream(path("nan.csv")) << "1,2\nnan,3\n";
    EXPECT_THROW((void)read_positions_table(path("one.csv"), ""), IoError);
    EXPECT_THROW((void)read_positions_table(path("nan.csv"), ""), IoError);
}

}  // namespace
}  // namespace callosum
