#include "io/boards/board_file.hpp"

#include <string>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/boards/embedded.hpp"

namespace callosum {
namespace {

TEST(BoardFile, AllEmbeddedBoardsAreGood) {
    std::size_t boards = 0;
    for (const auto& file : embedded_files()) {
        if (!file.name.ends_with(".json")) { continue; }
        const std::string name(file.name.substr(0, file.name.size() - 5));
        const Board board = read_board(name);
        EXPECT_EQ(board.name, name);
        EXPECT_GT(board.n_cores(), 0U);
        ++boards;
    }
    EXPECT_GE(boards, 6U);
}

TEST(BoardFile, CoresOfTheBoardOf48Chips) {
    const Board board = read_board("spinnaker2_48chip");
    EXPECT_EQ(board.chips.size(), 48U);
    EXPECT_EQ(board.n_cores(), 7104U);
    EXPECT_EQ(board.links.size(), 6U);
    EXPECT_EQ(read_board("spinnaker2_rack3").chips.size(), 144U);
}

TEST(BoardFile, ReportsEverythingAtOnce) {
    try {
        (void)read_board_text(
            R"({"target": "spinnaker2", "name": 3, "chips": [[0, 0]], "limit": {}})", "bad");
        FAIL();
    } catch (const ConfigError& error) {
        const std::string text = error.what();
        for (const char* word : {"\"limit\"", "did you mean \"limits\"", "name", "[x, y, cores]",
                                 "an object with the target's limits"}) {
            EXPECT_NE(text.find(word), std::string::npos) << text;
        }
    }
    EXPECT_THROW((void)read_board_text("{", "bad"), ConfigError);
    EXPECT_THROW((void)read_board_text("[]", "bad"), ConfigError);
    EXPECT_THROW((void)read_board("no_such_board"), ConfigError);
}

TEST(BoardFile, LinksGoBothWays) {
    const char* text =
        R"({"target": "brainscales2", "name": "x", "limits": {}, "chips": [[0, 0, 1]],
                           "links": {"vectors": {"E": [1, 0]}, "wrap": [0]}})";
    try {
        (void)read_board_text(text, "bad");
        FAIL();
    } catch (const ConfigError& error) {
        const std::string found = error.what();
        EXPECT_NE(found.find("has no opposite"), std::string::npos);
        EXPECT_NE(found.find("links.wrap"), std::string::npos);
        EXPECT_NE(found.find("must be stated"), std::string::npos);
    }
}

}  // namespace
}  // namespace callosum
