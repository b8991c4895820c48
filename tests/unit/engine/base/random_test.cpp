#include "engine/base/random.hpp"

#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/aes_block.hpp"

namespace callosum {
namespace {

using Words = Ars::Words;

struct Case {
    std::uint64_t seed;
    std::uint32_t stream;
    Words counter;
};

/// Corner values and pseudo-random ones; counter word 0 often next to its wrap.
std::vector<Case> cases() {
    std::mt19937 draw(7);
    std::vector<Case> all{{0, 0, {}}, {~0ULL, ~0U, {~0U, ~0U, ~0U, ~0U}}};
    for (int i = 0; i < 2000; ++i) {
        const auto word = [&] { return static_cast<std::uint32_t>(draw()); };
        const std::uint32_t first = i % 3 == 0 ? ~0U - word() % 20 : word();
        all.push_back(
            {(std::uint64_t{word()} << 32) | word(), word(), {first, word(), word(), word()}});
    }
    return all;
}

Ars stream(const Case& c) { return {c.seed, Purpose::synapse, c.stream}; }
Words portable(const Ars& ars, const Words& c) { return ars_portable(ars, c); }

/// Words of Random123's ars4x32 with 7 rounds: zeros, ones, and the digits of pi.
TEST(Ars, MatchesKnownAnswers) {
    struct Known {
        Words counter;
        std::array<std::uint64_t, 2> key;
        Words expected;
    };
    const Known known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0xdacf61ff, 0xc45798f3, 0x113c7eeb, 0x101e27f3}},
        {{~0U, ~0U, ~0U, ~0U}, {~0ULL, ~0ULL}, {0xfbaaff1f, 0xbb547ef9, 0x13d8cd78, 0x7aaa969b}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0x299f31d0a4093822, 0xec4e6c89082efa98},
         {0xd1df87af, 0xf67d43ba, 0x4f66afdb, 0x393dcb2d}},
    };

    for (const auto& [counter, key, expected] : known) {
        Ars ars(key[0], static_cast<Purpose>(key[1] >> 32), static_cast<std::uint32_t>(key[1]));

        EXPECT_EQ(ars(counter[0], counter[1], counter[2], counter[3]), expected);
        EXPECT_EQ(portable(ars, counter), expected);
    }
}

TEST(Ars, GivesTheSameWordsWithAndWithoutAesInstructions) {
    for (const Case& c : cases()) {
        const auto ars = stream(c);

        ASSERT_EQ(ars(c.counter[0], c.counter[1], c.counter[2], c.counter[3]),
                  portable(ars, c.counter));
    }
}

TEST(Ars, KeepsPurposesAndStreamsApart) {
    const auto base = Ars(1, Purpose::synapse, 0)(0, 0, 0, 0);

    EXPECT_NE(base, Ars(1, Purpose::tile, 0)(0, 0, 0, 0));
    EXPECT_NE(base, Ars(1, Purpose::synapse, 1)(0, 0, 0, 0));
    EXPECT_NE(base, Ars(2, Purpose::synapse, 0)(0, 0, 0, 0));
}

TEST(UnitInterval, NeverReachesItsEnds) {
    EXPECT_EQ(unit_interval(0), 0x1p-33);
    EXPECT_EQ(unit_interval(~0U), 1 - 0x1p-33);
    EXPECT_EQ(unit_interval(0, 0), 0x1p-54);
    EXPECT_EQ(below(~0U, 10), 9U);
    EXPECT_EQ(below(0, 10), 0U);
}

}  // namespace
}  // namespace callosum
