#include "engine/neurons/refractory.hpp"

#include <array>

#include <gtest/gtest.h>

namespace callosum::test {
namespace {

TEST(CountDown, TakesOneFromEveryCounterAboveZeroAndNamesThose) {
    alignas(32) std::array<std::uint16_t, 16> hold{0, 1, 2, 65535, 0, 0, 32768, 3,
                                                   1, 0, 0, 0,     7, 0, 0,     1};

    const std::uint16_t held = count_down(hold.data());

    EXPECT_EQ(held, 0b1001'0001'1100'1110);
    const std::array<std::uint16_t, 16> expected{0, 0, 1, 65534, 0, 0, 32767, 2,
                                                 0, 0, 0, 0,     6, 0, 0,     0};
    EXPECT_EQ(hold, expected);
}

TEST(CountDown, HoldsForAsManyStepsAsTheCounterSays) {
    alignas(32) std::array<std::uint16_t, 16> hold{};
    hold[5] = 20;
    int held = 0;

    for (int step = 0; step < 30; ++step) { held += (count_down(hold.data()) >> 5) & 1; }

    EXPECT_EQ(held, 20);
}

}  // namespace
}  // namespace callosum::test
