#include "io/hdf5/file.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "engine/base/error.hpp"

namespace callosum::hdf5 {
namespace {

class Hdf5File : public testing::Test {
  protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::string folder_ = testing::TempDir() + "callosum_hdf5_" + std::to_string(getpid());
    std::string path_ = folder_ + "/file.h5";
};

template <class T>
class Hdf5Elements : public Hdf5File {};

using Elements = testing::Types<std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t,
                                std::int32_t, std::int64_t, float, double>;
TYPED_TEST_SUITE(Hdf5Elements, Elements);

TYPED_TEST(Hdf5Elements, SurviveARoundTrip) {
    const std::vector<TypeParam> values{TypeParam{0}, TypeParam{1},
                                        std::numeric_limits<TypeParam>::max(),
                                        std::numeric_limits<TypeParam>::lowest()};
    auto file = File::create(this->path_);
    file.write("/a/b/values", values);
    file.close();

    const auto dataset = File::open(this->path_).dataset("/a/b/values");

    EXPECT_EQ(dataset.template read<TypeParam>(), values);
    EXPECT_EQ(dataset.shape(), std::vector<std::uint64_t>{4});
}

TEST_F(Hdf5File, ReadsAndWritesPartsOfATable) {
    auto file = File::create(path_);
    auto table = file.create_dataset("table", Type::i32, {3, 4});
    table.write(Slab{{1, 1}, {2, 2}}, std::span<const int>(std::array{1, 2, 3, 4}));
    std::array<int, 8> rows{};

    table.read_rows(1, std::span<int>(rows));

    EXPECT_EQ(rows, (std::array{0, 1, 2, 0, 0, 3, 4, 0}));
    std::array<int, 8> beyond{};
    EXPECT_THROW(table.read_rows(2, std::span<int>(beyond)), IoError);
}

TEST_F(Hdf5File, AppendsRowsInOneAndTwoDimensions) {
    auto file = File::create(path_);
    auto line = file.create_extendable("line", Type::f64, {16});
    auto table = file.create_extendable("table", Type::f32, {4, 2}, 3);
    for (int k = 0; k < 100; ++k) {
        const auto value = static_cast<float>(k);
        line.append(std::span<const double>(std::array{double{value}}));
        table.append(std::span<const float>(std::array{value, value + 1, value + 2}));
    }
    file.close();

    const auto again = File::open(path_);

    EXPECT_EQ(again.dataset("line").read<std::int64_t>().at(99), 99);
    EXPECT_EQ(again.dataset("table").shape(), (std::vector<std::uint64_t>{100, 3}));
    EXPECT_EQ(again.dataset("table").read<float>().at(3 * 50 + 2), 52.0F);
}

TEST_F(Hdf5File, WritesSlabsOfChunkedDatasets) {
    for (const auto packing : {Packing::plain, Packing::deflate}) {
        auto file = File::create(path_);
        auto table = file.create_chunked("table", Type::f64, {3, 1000}, {1, 300}, packing);
        std::vector<double> row(1000, 7);
        for (std::uint64_t k = 0; k < 3; ++k) {
            table.write({{k, 0}, {1, 600}}, std::span<const double>(row).first(600));
            table.write({{k, 600}, {1, 400}}, std::span<const double>(row).last(400));
            row.assign(1000, 8 + static_cast<double>(k));
        }
        file.close();

        const auto again = File::open(path_).dataset("table");
        const auto size = std::filesystem::file_size(path_);

        EXPECT_EQ(again.shape(), (std::vector<std::uint64_t>{3, 1000}));
        EXPECT_EQ(again.read<double>().at(999), 7);
        EXPECT_EQ(again.read<double>().at(1000), 8);
        EXPECT_EQ(again.read<double>().at(2999), 9);
        EXPECT_EQ(size > 24000, packing == Packing::plain);
    }
}

TEST_F(Hdf5File, HasEqualBytesForEqualContent) {
    const auto written = [this] {
        auto file = File::create(path_);
        file.write("a/line", std::vector<double>{1, 2, 3});
        file.create_extendable("a/more", Type::i64, {16})
            .append(std::span<const std::int64_t>(std::array<std::int64_t, 2>{4, 5}));
        file.write_strings("names", std::vector<std::string>{"x", "yy"});
        file.set_attribute("a", "unit", "mV");
        file.close();
        std::ifstream bytes(path_, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(bytes), {});
    };

    const auto first = written();
    std::this_thread::sleep_for(
        std::chrono::milliseconds(1100));  // times of objects are in seconds

    EXPECT_EQ(written(), first);
}

TEST_F(Hdf5File, KeepsStringsAttributesAndLinks) {
    auto file = File::create(path_);
    file.write_strings("names", std::vector<std::string>{"L23E", "", "grün"});
    file.write("x", std::vector<double>{1.5});
    file.hard_link("x", "y");
    file.set_attribute("x", "units", "ms");
    file.set_attribute("x", "units", "mV");
    file.set_attribute("/", "magic", std::uint32_t{0x0A7A});
    file.set_attribute("/", "version", std::vector<std::uint32_t>{0, 1});
    const std::array<EnumMember, 2> members{EnumMember{"none", 0}, EnumMember{"by_time", 2}};
    file.set_enum_attribute("/", "sorting", members, 2);
    file.create_group("/empty/group");
    file.close();

    const auto again = File::open(path_);

    EXPECT_EQ(again.dataset("names").read_strings(),
              (std::vector<std::string>{"L23E", "", "grün"}));
    EXPECT_EQ(again.dataset("y").read<double>(), std::vector<double>{1.5});
    EXPECT_EQ(again.text_attribute("y", "units"), "mV");
    EXPECT_EQ(again.text_attribute("/", "sorting"), "by_time");
    EXPECT_EQ(again.number_attribute("/", "version"), (std::vector<double>{0, 1}));
    EXPECT_EQ(again.number_attribute("/", "magic"), (std::vector<double>{0x0A7A}));
    EXPECT_EQ(again.children("/"), (std::vector<std::string>{"empty", "names", "x", "y"}));
    EXPECT_TRUE(again.is_group("/empty/group"));
    EXPECT_FALSE(again.is_group("x"));
    EXPECT_FALSE(again.exists("/nothing/there"));
}

TEST_F(Hdf5File, NamesFileAndReasonWhenItCannotBeOpened) {
    try {
        static_cast<void>(File::open("/nowhere/file.h5"));
        FAIL() << "opened a file that is not there";
    } catch (const IoError& error) {
        EXPECT_EQ(error.path, "/nowhere/file.h5");
        EXPECT_EQ(error.exit_code, 1);
        EXPECT_NE(std::string(error.what()).find("No such file"), std::string::npos)
            << error.what();
    }
}

TEST_F(Hdf5File, NamesTheDatasetThatIsMissing) {
    auto file = File::create(path_);
    try {
        static_cast<void>(file.dataset("/spikes/L4E/node_ids"));
        FAIL() << "opened a dataset that is not there";
    } catch (const IoError& error) {
        EXPECT_NE(std::string(error.what()).find("'/spikes/L4E/node_ids'"), std::string::npos)
            << error.what();
    }
}

TEST_F(Hdf5File, ReportsADiskThatIsFull) {
    // A limit on the size of files stands for the end of the disk.
    rlimit old{};
    getrlimit(RLIMIT_FSIZE, &old);
    const rlimit small{std::min<rlim_t>(old.rlim_max, 100'000), old.rlim_max};
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const std::vector<double> many(100'000, 1.0);
    auto file = File::create(path_);
    setrlimit(RLIMIT_FSIZE, &small);

    EXPECT_THROW(
        {
            file.write("many", many);
            file.close();
        },
        IoError);

    setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, handler);
}

TEST_F(Hdf5File, MayBeReadByThreadsAtOnce) {
    auto file = File::create(path_);
    std::vector<std::uint64_t> values(100'000);
    for (std::size_t k = 0; k < values.size(); ++k) { values[k] = k; }
    auto dataset = file.write("values", values);
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;

    for (std::uint64_t id = 0; id < 4; ++id) {
        threads.emplace_back([&, id] {
            std::vector<std::uint64_t> slab(1000);
            for (std::uint64_t first = id * 1000; first < values.size(); first += 4000) {
                dataset.read_rows(first, std::span(slab));
                wrong += slab.front() == first && slab.back() == first + 999 ? 0 : 1;
            }
        });
    }
    for (auto& thread : threads) { thread.join(); }

    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace callosum::hdf5
