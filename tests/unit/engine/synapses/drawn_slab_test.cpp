#include "engine/synapses/drawn_slab.hpp"

#include <utility>

#include <gtest/gtest.h>

#include "engine/base/random.hpp"

namespace callosum::test {
namespace {

using Entries = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// What the slab puts where: key and entry, in order; entries of a key sorted.
Entries placed(std::uint64_t n_cells, std::uint32_t n, bool sorted, double expected) {
    const Ars random(5, Purpose::initial, 0);
    DrawnSlab slab;
    slab.start(n_cells, expected, sorted);
    for (std::uint32_t i = 0; i < n; ++i) {
        const auto words = random(i, 0, 0, 0);
        const auto key = static_cast<std::uint32_t>(
            words[1] % 4 == 0 ? n_cells - 1 : words[0] % n_cells);  // a hub among others
        slab.add(&key, &i, 1);
    }
    std::vector<std::uint32_t> keys;
    slab.for_each_cell([&](std::uint32_t key, std::uint32_t count) {
        EXPECT_TRUE(keys.empty() || keys.back() < key);
        const auto start = static_cast<std::uint32_t>(keys.size());
        keys.insert(keys.end(), count, key);
        return start;
    });
    std::vector<std::uint32_t> entries(n);
    slab.scatter(entries.data());
    Entries all;
    for (std::size_t i = 0; i < keys.size(); ++i) { all.emplace_back(keys[i], entries[i]); }
    std::sort(all.begin(), all.end());
    return all;
}

TEST(DrawnSlab, SortsIntoTheOrderThatCountingGives) {
    for (const std::uint64_t n_cells : {3ULL, 255ULL, 257ULL, 40000ULL, 9'000'000ULL}) {
        for (const std::uint32_t n : {0U, 1U, 200U, 60000U}) {
            const auto counted = placed(n_cells, n, false, 0);
            ASSERT_EQ(counted.size(), n);
            EXPECT_EQ(placed(n_cells, n, true, n), counted) << n_cells << " cells, " << n;
            EXPECT_EQ(placed(n_cells, n, true, n / 8.0), counted) << "more than expected";
        }
    }
}

}  // namespace
}  // namespace callosum::test
