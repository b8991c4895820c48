#include "network/draw/bucketed_edges.hpp"

#include <algorithm>
#include <tuple>

#include <gtest/gtest.h>

namespace callosum {
namespace {

/// More than one block; every weight is different.
std::vector<Edge> many_edges(std::uint64_t n_sources) {
    std::vector<Edge> edges;
    for (std::uint64_t k = 0; k < EdgeBlocks::block_size + 1000; ++k) {
        edges.push_back({1000 + k * 7919 % n_sources, k * 31 % 500, static_cast<double>(k),
                         0.1 * static_cast<double>(1 + k % 3)});
    }
    return edges;
}

using Key = std::tuple<std::uint64_t, std::uint64_t, double, std::uint32_t>;

std::vector<Key> found_in(const BucketedEdges& edges, Slice sources) {
    std::vector<Key> found;
    edges.visit(sources, [&](const BucketedEdges::Item& item) {
        found.emplace_back(item.source, item.target, item.weight, item.delay);
    });
    return found;
}

TEST(BucketedEdges, AreThoseOfTheirSliceAndSourcesInTheOrderOfTheList) {
    for (const std::uint64_t n_sources : {3000U, 4'000'000U}) {
        const auto edges = many_edges(n_sources);
        const std::vector<Slice> targets{{10, 200}, {200, 201}, {300, 480}};
        EdgeBlocks blocks;
        blocks.add(edges);

        const auto sorted = sort_into_buckets(std::move(blocks), targets, 0.1);

        ASSERT_EQ(sorted.size(), targets.size());
        for (std::size_t s = 0; s < targets.size(); ++s) {
            for (const Slice sources :
                 {Slice{0, 5'000'000}, {1100, 1229}, {2000, 2001}, {0, 1000}}) {
                std::vector<Key> expected;
                for (const auto& edge : edges) {
                    if (edge.target < targets[s].first || edge.target >= targets[s].last ||
                        edge.source < sources.first || edge.source >= sources.last) {
                        continue;
                    }
                    expected.emplace_back(edge.source, edge.target, edge.weight,
                                          static_cast<std::uint32_t>(edge.delay_ms / 0.1 + 0.5));
                }
                auto found = found_in(*sorted[s], sources);
                const auto by_source = [](const Key& key) { return std::get<0>(key); };
                std::ranges::stable_sort(expected, {}, by_source);
                std::ranges::stable_sort(found, {}, by_source);
                EXPECT_EQ(found, expected);
            }
        }
    }
}

TEST(BucketedEdges, KnowWhereSourcesAreMissing) {
    EdgeBlocks blocks;
    blocks.add(std::vector<Edge>{{100'000, 0, 1, 1}, {5, 0, 1, 1}});
    const Slice targets{0, 1};

    const auto sorted = sort_into_buckets(std::move(blocks), {&targets, 1}, 0.1).front();

    EXPECT_LE(sorted->next_source(0), 5U);
    EXPECT_LE(sorted->next_source(90'000), 100'000U);
    EXPECT_GT(sorted->next_source(1'000'000), 1'000'000U) << "no more";
}

TEST(BucketedEdges, MayBeNone) {
    const std::vector<Slice> targets{{0, 10}, {20, 30}};

    const auto sorted = sort_into_buckets({}, targets, 0.1);

    ASSERT_EQ(sorted.size(), 2U);
    EXPECT_EQ(sorted[1]->size(), 0U);
    EXPECT_TRUE(found_in(*sorted[0], {0, 100}).empty());
    EXPECT_GT(sorted[0]->next_source(0), 1000U);
}

}  // namespace
}  // namespace callosum
