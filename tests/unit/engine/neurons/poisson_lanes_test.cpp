// GCC 12's own AVX-512 headers raise this where the loop is small enough (its bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"

#include "engine/neurons/poisson_lanes.hpp"

#include <array>

#include <gtest/gtest.h>

#include "engine/base/random.hpp"

namespace callosum::test {
namespace {

TEST(PoissonLanes, GivesTheNumbersOfTheTable) {
    const Ars random(3, Purpose::poisson, 0);
    for (const double mean : {0.0, 0.08, 1.0, 6.5}) {
        const PoissonTable table = make_poisson_table(mean);
        ASSERT_TRUE(table.is_small());
        const PoissonLanes lanes(table);
        for (std::uint32_t i = 0; i < 500; ++i) {
            alignas(64) std::array<std::uint32_t, 16> words;
            alignas(64) std::array<std::int32_t, 16> counts;
            for (std::uint32_t w = 0; w < 16; ++w) { words[w] = random(i, w, 0, 0)[0]; }

            lanes.draw(words.data(), counts.data());

            for (std::size_t w = 0; w < 16; ++w) { ASSERT_EQ(counts[w], table(words[w])); }
        }
    }
}

TEST(PoissonLanes, AgreesWithTheTableAtTheEdgesOfEveryColumn) {
    const PoissonTable table = make_poisson_table(2.0);
    const PoissonLanes lanes(table);
    for (std::uint32_t column = 0; column < 32; ++column) {
        const std::uint32_t base = column << 27U;
        const std::uint32_t edge = base + table.threshold[column];
        alignas(64) std::array<std::uint32_t, 16> words;
        words.fill(base);
        words[1] = edge - 1;
        words[2] = edge;
        words[3] = base + ((1U << 27U) - 1U);
        alignas(64) std::array<std::int32_t, 16> counts;

        lanes.draw(words.data(), counts.data());

        for (std::size_t w = 0; w < 4; ++w) { EXPECT_EQ(counts[w], table(words[w])) << column; }
    }
}

}  // namespace
}  // namespace callosum::test
