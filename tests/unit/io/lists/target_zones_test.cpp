#include "io/lists/target_zones.hpp"

#include <gtest/gtest.h>

namespace callosum {
namespace {

std::vector<Edge> by_target(std::uint64_t n, std::uint64_t n_targets) {
    std::vector<Edge> edges;
    for (std::uint64_t k = 0; k < n; ++k) { edges.push_back({0, k * n_targets / n, 1, 1}); }
    return edges;
}

TEST(TargetZones, OfASortedFileNameLittleMoreThanTheRowsOfTheTargets) {
    const std::uint64_t n = 100'000;
    TargetZones zones(n);
    const auto edges = by_target(n, 1000);
    zones.add(std::span(edges).first(777), 0);
    zones.add(std::span(edges).subspan(777), 777);

    const auto rows = zones.rows_onto({250, 500});

    ASSERT_EQ(rows.size(), 1U);
    EXPECT_LE(rows[0].first, 25'000U);
    EXPECT_GE(rows[0].last, 50'000U);
    EXPECT_LE(rows[0].size(), 25'200U);
    EXPECT_TRUE(zones.rows_onto({1000, 2000}).empty());
    EXPECT_TRUE(zones.rows_onto({30, 30}).empty());
}

TEST(TargetZones, OfAFileInAnyOrderNameAllRows) {
    TargetZones zones(1000);
    auto edges = by_target(1000, 100);
    for (std::size_t k = 0; k < edges.size(); ++k) { edges[k].target = k * 37 % 100; }
    zones.add(edges, 0);

    EXPECT_EQ(zones.rows_onto({40, 41}).front(), (Slice{0, 1000}));
}

TEST(TargetZones, PartsFollowEachOtherAndMakeUpTheFile) {
    for (const std::uint64_t n : {0U, 1U, 64U, 1000U, 5'000'000U}) {
        const TargetZones zones(n);
        std::uint64_t next = 0;
        for (std::uint64_t part = 0; part < 7; ++part) {
            const auto rows = zones.part(part, 7);
            EXPECT_EQ(rows.first, next);
            next = rows.last;
        }
        EXPECT_EQ(next, n);
    }
}

}  // namespace
}  // namespace callosum
