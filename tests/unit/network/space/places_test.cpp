#include "network/space/places.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "network/space/blocks.hpp"

namespace callosum::test {
namespace places_test {
namespace {

Positions sheet(std::size_t dims = 2) {
    Positions positions;
    positions.extent = {dims, {-500, 100, 0}, {1000, 600, dims == 3 ? 250.0 : 0.0}, false};
    return positions;
}

Positions grid(std::uint64_t nx, std::uint64_t ny) {
    Positions positions = sheet();
    positions.kind = Placement::grid;
    positions.shape = {nx, ny, 1};
    return positions;
}

TEST(Places, AreUniformInTheExtent) {
    for (const std::size_t dims : {2U, 3U}) {
        constexpr std::uint64_t n = 40000;
        const Places places(3, 1, sheet(dims), n);
        const Extent& extent = places.extent();
        std::array<std::array<double, 20>, 3> counts{};
        std::array<double, 3> joint{};
        for (std::uint64_t i = 0; i < n; ++i) {
            Point part{};
            const Point point = places.at(i);
            for (std::size_t axis = 0; axis < dims; ++axis) {
                part[axis] = (point[axis] - extent.low[axis]) / extent.size[axis];
                ASSERT_GT(part[axis], 0);
                ASSERT_LT(part[axis], 1);
                counts[axis][static_cast<std::size_t>(20 * part[axis])] += 1;
            }
            joint[0] += (part[0] - 0.5) * (part[1] - 0.5);
        }
        for (std::size_t axis = 0; axis < dims; ++axis) {
            double chi_square = 0;
            for (const double count : counts[axis]) {
                chi_square += (count - n / 20.0) * (count - n / 20.0) / (n / 20.0);
            }
            EXPECT_LT(chi_square, 43.8) << axis;  // 19 degrees of freedom, 1e-3
            EXPECT_GT(chi_square, 5.4) << axis;   // evenly spread points would be below
        }
        EXPECT_LT(std::abs(joint[0] / n * 12), 4 / std::sqrt(n));
    }
}

TEST(Places, HoldAsManyInACellAsAMultinomialNumber) {
    constexpr std::uint64_t n = 64000;
    const Places places(7, 0, sheet(), n);
    double chi_square = 0;
    for (std::uint64_t cell = 0; cell < 1024; ++cell) {
        const double expected = n / 1024.0;
        const auto found = static_cast<double>(places.before(cell + 1, 5) - places.before(cell, 5));
        chi_square += (found - expected) * (found - expected) / expected;
    }
    // 1023 degrees of freedom: standard deviation 45.
    EXPECT_NEAR(chi_square, 1023, 4 * 45);
}

TEST(Places, FollowTheCurve) {
    constexpr std::uint64_t n = 5000;
    const Places places(3, 2, sheet(), n);
    std::uint64_t last = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        const std::uint64_t leaf = places.leaf_of(i);
        ASSERT_GE(leaf, last);
        last = leaf;
        ASSERT_LE(places.before(leaf, places.leaf_level()), i);
        ASSERT_GT(places.before(leaf + 1, places.leaf_level()), i);
        const Box box = places.box_of(leaf, places.leaf_level());
        for (std::size_t axis = 0; axis < 2; ++axis) {
            ASSERT_LE(std::abs(places.at(i)[axis] - box.centre[axis]), box.half[axis] * (1 + 1e-9));
        }
        ASSERT_LE(places.before_curve(places.curve_of(i)), i);
    }
    EXPECT_EQ(places.before(0, 0), 0U);
    EXPECT_EQ(places.before(1, 0), n);
    EXPECT_EQ(places.before_curve(0), 0U);
    EXPECT_EQ(places.before_curve(std::uint64_t{1} << 63), places.before(2, 1));
    EXPECT_EQ(places.before_curve((std::uint64_t{1} << 63) + 1) >= places.before(2, 1), true);
    EXPECT_EQ(places.before_curve(~std::uint64_t{0}), n);
}

TEST(Places, AreTheSameWhicheverIsAskedForFirst) {
    constexpr std::uint64_t n = 20000;
    const Places up(3, 2, sheet(), n);
    const Places down(3, 2, sheet(), n);
    const Places other(4, 2, sheet(), n);
    std::vector<Point> points;
    for (std::uint64_t i = 0; i < n; ++i) { points.push_back(up.at(i)); }
    for (std::uint64_t i = n; i-- > 0;) { ASSERT_EQ(down.at(i), points[i]); }
    EXPECT_NE(other.at(5), points[5]);
}

TEST(Places, OfAGridAreCentresOfCellsWithTheLastAxisFastest) {
    const Places places(1, 0, grid(5, 3), 15);
    EXPECT_EQ(places.at(0), (Point{-400, 200, 0}));
    EXPECT_EQ(places.at(1), (Point{-400, 400, 0}));
    EXPECT_EQ(places.at(3), (Point{-200, 200, 0}));
    EXPECT_EQ(places.at(14), (Point{400, 600, 0}));
}

TEST(Places, OfATableAreItsRows) {
    Positions positions = sheet();
    positions.kind = Placement::file;
    positions.table = std::make_shared<const std::vector<double>>(
        std::vector<double>{0, 200, -500, 100, 500, 700});
    const Places places(1, 0, positions, 3);
    EXPECT_EQ(places.at(1), (Point{-500, 100, 0}));
    EXPECT_EQ(places.at(2), (Point{500, 700, 0}));
}

TEST(Places, OfGridsAreSortedOnceForAllThatShareThem) {
    const Positions positions = grid(100, 60);
    const Positions copy = positions;
    const auto run = [](const Positions& own) {
        return Places(3, 2, own, 6000).run(0, 1).at[0];  // into what is sorted
    };
    EXPECT_EQ(run(positions), run(copy));
    Positions other = positions;
    other.shape = {60, 100, 1};
    EXPECT_EQ(Places(3, 2, other, 6000).at(0), Places(4, 0, grid(60, 100), 6000).at(0));
    const Places places(3, 2, other, 6000);
    for (std::uint64_t place = 0; place < 6000; place += 500) {
        const PlacedRun one = places.run(place, 1);
        EXPECT_EQ(*one.at[0], places.at(one.index_of(0))[0]);
        EXPECT_EQ(places.place_of(one.index_of(0)), place);
    }
}

/// What one of many ranks asks a large population: the neurons around one of them.
struct Asked {
    std::size_t bytes = 0;
    std::size_t cells = 0;
    std::uint64_t neurons = 0;
};
Asked ask_around(std::size_t dims, std::uint64_t n, double density_side) {
    Positions positions = sheet(dims);
    // As many neurons per area whatever n: sides grow.
    const double side =
        density_side * std::pow(static_cast<double>(n), 1.0 / static_cast<double>(dims));
    positions.extent.size = {side, side, dims == 3 ? side : 0.0};
    const Places places(3, 1, positions, n);
    const std::uint64_t middle = n / 2 + 12345;
    const Point at = places.at(middle);
    EXPECT_LE(places.before_curve(places.curve_of(middle)), middle);
    Asked asked;
    std::vector<PlacedBlock> blocks;
    const Blocks all(places, places.leaf_level());
    const auto near = [&](const Box& box) {
        ++asked.cells;
        for (std::size_t axis = 0; axis < dims; ++axis) {
            const double away = std::abs(box.centre[axis] - at[axis]) - box.half[axis];
            if (away > 20 * density_side) { return false; }
        }
        return true;
    };
    all.collect({0, n}, near, blocks);
    bool found = false;
    for (const auto& block : blocks) {
        asked.neurons += block.run.n;
        found = found || middle - block.run.first < block.run.n;
        EXPECT_EQ(places.leaf_of(block.run.first),
                  places.leaf_of(block.run.first + block.run.n - 1));
    }
    EXPECT_TRUE(found);
    const std::uint64_t next = all.next(0, near);
    EXPECT_EQ(next, blocks.front().run.first);
    EXPECT_GE(all.next(blocks.back().run.first + blocks.back().run.n, near), n);
    asked.bytes = places.bytes();
    return asked;
}

TEST(Places, OfAThousandMillionNeuronsCostNoMoreThanThoseOfAMillion) {
    for (const std::size_t dims : {2U, 3U}) {
        // Powers of 2^dims of one number, so that leaves hold as many.
        const std::uint64_t few = dims == 2 ? 1'000'000 : 2'000'000;
        const std::uint64_t many = few << (dims == 2 ? 10 : 9);
        const Asked small = ask_around(dims, few, 10);
        const Asked large = ask_around(dims, many, 10);
        // What is near is the same but for where cells begin.
        const double near = static_cast<double>(small.neurons);
        EXPECT_NEAR(static_cast<double>(large.neurons), near, 0.35 * near);
        EXPECT_LT(large.cells, 1.5 * static_cast<double>(small.cells) + 200);
        EXPECT_LT(large.bytes, 1.5 * static_cast<double>(small.bytes) + 20000);
        EXPECT_LT(large.bytes, 40 * large.neurons + 400000);
    }
}

TEST(Places, ForgetLeavesThatWereAskedForLongAgo) {
    constexpr std::uint64_t n = 0xffffffff;
    const Places places(3, 1, sheet(), n);
    std::uint64_t last = 0;
    for (std::uint64_t k = 0; k < 5000; ++k) {
        const std::uint64_t leaf = places.leaf_of(k * (n / 5000));
        EXPECT_GE(leaf, last);
        last = leaf;
    }
    EXPECT_LT(places.bytes(), 6U << 20U);  // 1024 pages' leaves and as many branches
    EXPECT_EQ(places.leaf_of(0), Places(3, 1, sheet(), n).leaf_of(0));
}

TEST(Blocks, HoldEveryNeuronOnceWithItsPosition) {
    for (const Positions& positions : {sheet(), grid(100, 60)}) {
        const Places places(3, 2, positions, 6000);
        for (int level = places.page_level(); level <= places.leaf_level(); ++level) {
            std::vector<PlacedBlock> blocks;
            Blocks(places, level)
                .collect(
                    {0, 6000}, [](const Box&) { return true; }, blocks);
            std::vector<bool> seen(6000, false);
            for (const auto& block : blocks) {
                ASSERT_LE(block.run.n, PlacedBlock::most);
                for (std::uint32_t i = 0; i < block.run.n; ++i) {
                    const std::uint32_t index = block.run.index_of(i);
                    ASSERT_FALSE(seen[index]);
                    seen[index] = true;
                    ASSERT_EQ(block.run.at[0][i], places.at(index)[0]);
                    ASSERT_EQ(block.run.at[1][i], places.at(index)[1]);
                }
            }
            EXPECT_EQ(std::count(seen.begin(), seen.end(), true), 6000);
        }
    }
}

}  // namespace
}  // namespace places_test
}  // namespace callosum::test
