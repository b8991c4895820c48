#include "network/describe/edge_blocks.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace callosum {
namespace {

std::vector<Edge> edges_from(std::size_t first, std::size_t n, double scale) {
    std::vector<Edge> edges;
    for (std::size_t k = first; k < first + n; ++k) {
        edges.push_back({k, 2 * k, scale * static_cast<double>(k), 1.5});
    }
    return edges;
}

std::vector<Edge> all_of(EdgeBlocks blocks) {
    std::vector<Edge> all;
    for (auto block = blocks.take_block(); !block.empty(); block = blocks.take_block()) {
        EXPECT_LE(block.size(), EdgeBlocks::block_size);
        all.insert(all.end(), block.begin(), block.end());
    }
    EXPECT_TRUE(blocks.empty());
    return all;
}

TEST(EdgeBlocks, GiveBackEveryBitInOrder) {
    const std::size_t n = EdgeBlocks::block_size + 100;
    for (const double scale : {0.0, 0.25, 0.1}) {  // constant, exact in single precision, not
        const auto edges = edges_from(0, n, scale);
        EdgeBlocks blocks;

        blocks.add(std::span(edges).first(10));
        blocks.add(std::span(edges).subspan(10));

        EXPECT_EQ(blocks.size(), n);
        EXPECT_EQ(all_of(std::move(blocks)), edges);
    }
}

TEST(EdgeBlocks, KeepTheSignOfZero) {
    EdgeBlocks blocks;
    blocks.add(std::vector<Edge>{{0, 0, 0.0, 1}, {0, 0, -0.0, 1}});

    const auto edges = all_of(std::move(blocks));

    EXPECT_FALSE(std::signbit(edges[0].weight));
    EXPECT_TRUE(std::signbit(edges[1].weight));
}

TEST(EdgeBlocks, AreAppendedBehindEachOther) {
    const auto first = edges_from(0, 100, 0.1);
    const auto second = edges_from(100, 70'000, 0.1);
    EdgeBlocks blocks, later;
    blocks.add(first);
    later.add(second);

    blocks.append(std::move(later));

    EXPECT_EQ(blocks.size(), 70'100U);
    auto expected = first;
    expected.insert(expected.end(), second.begin(), second.end());
    EXPECT_EQ(all_of(std::move(blocks)), expected);
    EXPECT_TRUE(all_of({}).empty());
}

}  // namespace
}  // namespace callosum
