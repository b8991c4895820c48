#include "io/lists/edge_file.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"

namespace callosum {
namespace {

class EdgeFile : public testing::Test {
  protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string text_file(const std::string& text) const {
        std::ofstream(folder_ + "/edges.csv") << text;
        return folder_ + "/edges.csv";
    }
    std::string error_of(const std::string& path, const std::string& dataset = "") const {
        try {
            static_cast<void>(open_edge_list(path, dataset));
        } catch (const IoError& error) {
            EXPECT_EQ(error.exit_code, 1);
            return error.what();
        }
        return "no error";
    }
    std::string folder_ = testing::TempDir() + "callosum_edges_" + std::to_string(getpid());
};

std::vector<Edge> collect(const EdgeList& list) {
    std::vector<Edge> all;
    list.visit([&](const Edge* edges, std::size_t n, std::uint64_t first) {
        EXPECT_EQ(first, all.size());
        all.insert(all.end(), edges, edges + n);
    });
    return all;
}

TEST_F(EdgeFile, IsReadFromTextWithColumnsInAnyOrder) {
    const auto list = open_edge_list(
        text_file("# made by hand\ntarget, source,delay,weight\n3,1,1.5,-2e1\r\n\n3,0,0.1,+7\n"),
        "");

    const auto edges = collect(*list);

    ASSERT_EQ(edges.size(), 2U);
    EXPECT_EQ(edges[0].source, 1U);
    EXPECT_EQ(edges[0].target, 3U);
    EXPECT_EQ(edges[0].weight, -20);
    EXPECT_EQ(edges[0].delay_ms, 1.5);
    EXPECT_EQ(list->size(), 2U);
    EXPECT_EQ(list->max_abs_weight(), 20);
    EXPECT_EQ(list->min_delay_ms(), 0.1);
    EXPECT_EQ(list->max_delay_ms(), 1.5);
    EXPECT_EQ(list->max_indegree(), 2U);
}

TEST_F(EdgeFile, NamesTheLineThatIsWrong) {
    const std::string header = "source,target,weight,delay\n";
    EXPECT_NE(error_of(text_file(header + "0,1,1,1\n0,-1,1,1\n")).find("line 3: target '-1'"),
              std::string::npos);
    EXPECT_NE(error_of(text_file(header + "0,1,nan,1\n")).find("line 2: weight"),
              std::string::npos);
    EXPECT_NE(error_of(text_file(header + "0,1,1\n")).find("line 2: fewer"), std::string::npos);
    EXPECT_NE(error_of(text_file(header + "0,1,1,1,1\n")).find("line 2: more"), std::string::npos);
    EXPECT_NE(error_of(text_file("0,1,1,1\n")).find("header"), std::string::npos);
    EXPECT_NE(error_of(text_file("")).find("header"), std::string::npos);
    EXPECT_NE(error_of("/nowhere.csv").find("cannot be opened"), std::string::npos);
}

TEST_F(EdgeFile, IsReadFromHdf5InSlabsByThreadsAtOnce) {
    const std::size_t n = (std::size_t{1} << 20) + 1000;
    std::vector<std::uint32_t> source(n);
    std::vector<std::int64_t> target(n);
    for (std::size_t k = 0; k < n; ++k) {
        source[k] = static_cast<std::uint32_t>(k);
        target[k] = static_cast<std::int64_t>(k % 7);
    }
    const std::string path = folder_ + "/edges.h5";
    auto file = hdf5::File::create(path);
    file.write("/list/source", source);
    file.write("/list/target", target);
    file.write("/list/weight", std::vector<float>(n, 2.5F));
    file.write("/list/delay", std::vector<double>(n, 1.5));
    file.close();
    const auto list = open_edge_list(path, "/list");
    std::atomic<std::uint64_t> wrong = 0;
    std::vector<std::thread> threads;

    for (int id = 0; id < 3; ++id) {
        threads.emplace_back([&] {
            std::uint64_t next = 0;
            list->visit([&](const Edge* edges, std::size_t count, std::uint64_t first) {
                wrong += first == next ? 0 : 1;
                for (std::size_t k = 0; k < count; ++k) {
                    wrong += edges[k].source == first + k && edges[k].weight == 2.5 ? 0 : 1;
                }
                next += count;
            });
            wrong += next == n ? 0 : 1;
        });
    }
    for (auto& thread : threads) { thread.join(); }

    EXPECT_EQ(wrong, 0U);
    EXPECT_EQ(list->size(), n);
    EXPECT_EQ(list->max_indegree(), (n + 6) / 7);
}

TEST_F(EdgeFile, RefusesHdf5ThatIsNoEdgeList) {
    const std::string path = folder_ + "/edges.h5";
    auto file = hdf5::File::create(path);
    file.write("/short/source", std::vector<std::int64_t>{0, 1});
    file.write("/short/target", std::vector<std::int64_t>{0, -1});
    file.write("/short/weight", std::vector<double>{1});
    EXPECT_NE(error_of(path, "/short").find("no dataset '/short/delay'"), std::string::npos);
    file.write("/short/delay", std::vector<double>{1, 1});
    EXPECT_NE(error_of(path, "short").find("has 1 elements"), std::string::npos);
    file.write("/negative/source", std::vector<std::int64_t>{0, 1});
    file.hard_link("/short/target", "/negative/target");
    file.write("/negative/weight", std::vector<double>{1, 1});
    file.write("/negative/delay", std::vector<double>{1, 1});
    EXPECT_NE(error_of(path, "/negative").find("row 1"), std::string::npos);
    file.write("/real/source", std::vector<double>{0, 1});
    EXPECT_NE(error_of(path, "/real").find("integers"), std::string::npos);
}

TEST(EdgeListInline, KnowsItsBounds) {
    const auto list = make_edge_list({{0, 4, -3, 2.0}, {1, 4, 1, 0.5}, {1, 0, 1, 0.5}});

    EXPECT_EQ(list->max_indegree(), 2U);
    EXPECT_EQ(list->max_abs_weight(), 3);
    EXPECT_EQ(list->min_delay_ms(), 0.5);
    EXPECT_EQ(collect(*list).size(), 3U);
    EXPECT_EQ(make_edge_list({})->size(), 0U);
}

TEST_F(EdgeFile, ArraysAreReadFromTextAndHdf5) {
    const std::string path = folder_ + "/values.h5";
    auto file = hdf5::File::create(path);
    file.write("v", std::vector<float>{1.5F, -2});
    file.write("bad", std::vector<double>{1, std::numeric_limits<double>::quiet_NaN()});
    file.close();

    EXPECT_EQ(read_array(path, "v"), (std::vector<double>{1.5, -2}));
    EXPECT_EQ(read_array(text_file("v_init\n# c\n1.5\n-2\n"), ""), (std::vector<double>{1.5, -2}));
    EXPECT_THROW(static_cast<void>(read_array(path, "bad")), IoError);
    EXPECT_THROW(static_cast<void>(read_array(path, "")), IoError);
    EXPECT_THROW(static_cast<void>(read_array(text_file("1\ntwo\n"), "")), IoError);
}

}  // namespace
}  // namespace callosum
