#include "engine/base/column.hpp"

#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/base/error.hpp"

namespace callosum {
namespace {

/// Resident pages of this process, in bytes.
std::size_t resident() {
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    unsigned long total = 0;
    unsigned long pages = 0;
    const int found = std::fscanf(file, "%lu %lu", &total, &pages);
    std::fclose(file);
    return found == 2 ? pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) : 0;
}

std::uintptr_t address(const void* p) { return reinterpret_cast<std::uintptr_t>(p); }

TEST(Column, IsAlignedAndZero) {
    for (const std::size_t n : {1UL, 7UL, 1000UL, 262'143UL, 262'144UL, 700'001UL}) {
        const Column<double> column(n);

        ASSERT_EQ(column.size(), n);
        EXPECT_EQ(address(column.data()) % 64, 0U);
        if (n * sizeof(double) >= Column<double>::huge_page) {
            EXPECT_EQ(address(column.data()) % Column<double>::huge_page, 0U);
        }
        for (const double x : column.span()) { ASSERT_EQ(x, 0); }
    }
}

TEST(Column, CanBeEmpty) {
    Column<int> column;
    Column<int> sized(0);

    EXPECT_TRUE(column.empty());
    EXPECT_TRUE(sized.span().empty());
}

TEST(Column, MovesItsMemory) {
    Column<int> from(1 << 20);
    from[5] = 7;
    const int* place = from.data();

    Column<int> to(3);
    to = std::move(from);
    const Column<int> last(std::move(to));

    EXPECT_EQ(last.data(), place);
    EXPECT_EQ(last[5], 7);
    EXPECT_EQ(from.size(), 0U);  // NOLINT(bugprone-use-after-move): what is left is stated
}

TEST(Column, TouchesNoPageByItself) {
    const std::size_t before = resident();

    const Column<char> column(std::size_t{256} << 20);

    EXPECT_LT(resident() - before, std::size_t{16} << 20);
    EXPECT_EQ(column.size(), std::size_t{256} << 20);
}

TEST(Column, GivesBackItsTail) {
    constexpr std::size_t mebibyte = 1 << 20;
    Column<char> column(64 * mebibyte);
    for (char& x : column) { x = 1; }
    const std::size_t before = resident();

    column.release_tail(8 * mebibyte + 5);

    EXPECT_GT(before - resident(), 50 * mebibyte);
    ASSERT_EQ(column.size(), 8 * mebibyte + 5);
    for (const char x : column) { ASSERT_EQ(x, 1); }
    column.release_tail(0);
    EXPECT_TRUE(column.empty());
}

TEST(Column, ForgetsTheTailOfASmallColumn) {
    Column<int> column(100);
    column[9] = 4;

    column.release_tail(10);
    column.release_tail(50);

    EXPECT_EQ(column.size(), 10U);
    EXPECT_EQ(column[9], 4);
}

TEST(Column, NamesTheBytesThatCannotBeHad) {
    try {
        const Column<double> column(std::size_t{1} << 50);
        FAIL() << "8 PiB were had";
    } catch (const LimitError& error) {
        EXPECT_NE(std::string(error.what()).find("9007199254740992 bytes"), std::string::npos);
    }
    EXPECT_THROW(Column<double>(~std::size_t{0}), LimitError);
}

}  // namespace
}  // namespace callosum
