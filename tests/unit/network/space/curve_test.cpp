#include "network/space/curve.hpp"

#include <cstdlib>
#include <set>

#include <gtest/gtest.h>

namespace callosum::test {
namespace {

class Curve : public testing::TestWithParam<std::size_t> {};

TEST_P(Curve, GoesFromEachCellToANeighbourAndThroughAll) {
    const std::size_t dims = GetParam();
    constexpr int level = 3;
    const std::uint64_t n = std::uint64_t{1} << (dims * level);
    std::set<curve::Cell> seen;
    curve::Cell before{};
    for (std::uint64_t number = 0; number < n; ++number) {
        const curve::Cell cell = curve::cell_of(number, level, dims);
        ASSERT_EQ(curve::number_of(cell, level, dims), number);
        seen.insert(cell);
        int steps = 0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            ASSERT_LT(cell[axis], axis < dims ? 8U : 1U);
            steps += std::abs(static_cast<int>(cell[axis]) - static_cast<int>(before[axis]));
        }
        if (number > 0) { ASSERT_EQ(steps, 1) << number; }
        before = cell;
    }
    EXPECT_EQ(seen.size(), n);
}

TEST_P(Curve, IsNested) {
    const std::size_t dims = GetParam();
    for (std::uint64_t number = 0; number < (std::uint64_t{1} << (dims * 4)); ++number) {
        const curve::Cell fine = curve::cell_of(number, 4, dims);
        const curve::Cell coarse = curve::cell_of(number >> (2 * dims), 2, dims);
        for (std::size_t axis = 0; axis < dims; ++axis) {
            ASSERT_EQ(fine[axis] >> 2, coarse[axis]);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(SheetAndSpace, Curve, testing::Values(2, 3));

}  // namespace
}  // namespace callosum::test
