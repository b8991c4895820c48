#include "engine/base/random.hpp"

#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#ifdef __AES__
#include <Random123/ars.h>
#endif

#include "engine/base/random_lanes.hpp"

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
Words portable(const Ars& ars, const Words& c, std::uint32_t ahead = 0) {
    return detail::ars_portable(ars, c[0] + ahead, c[1], c[2], c[3]);
}

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

#ifdef __AES__
TEST(Ars, MatchesRandom123) {
    for (const Case& c : cases()) {
        const auto ars = stream(c);
        const ars4x32_ctr_t counter{{c.counter[0], c.counter[1], c.counter[2], c.counter[3]}};
        const ars4x32_key_t key{{static_cast<std::uint32_t>(c.seed),
                                 static_cast<std::uint32_t>(c.seed >> 32), c.stream,
                                 static_cast<std::uint32_t>(Purpose::synapse)}};

        const auto expected = ars4x32_R(7, counter, key);

        const auto words = ars(c.counter[0], c.counter[1], c.counter[2], c.counter[3]);
        for (std::size_t r = 0; r < 4; ++r) { ASSERT_EQ(words[r], expected.v[r]); }
    }
}
#endif

TEST(Ars, GivesTheSameWordsWithoutAesInstructions) {
    for (const Case& c : cases()) {
        const auto ars = stream(c);

        ASSERT_EQ(ars(c.counter[0], c.counter[1], c.counter[2], c.counter[3]),
                  portable(ars, c.counter));
    }
}

template <class F>
void expect_words16(F words16) {
    for (const Case& c : cases()) {
        const auto ars = stream(c);
        alignas(64) std::array<std::uint32_t, 16> out;

        words16(ars, c.counter[0], c.counter[1], c.counter[2], c.counter[3], out.data());

        for (std::uint32_t j = 0; j < 4; ++j) {
            const auto expected = portable(ars, c.counter, j);
            for (std::size_t r = 0; r < 4; ++r) { ASSERT_EQ(out[4 * j + r], expected[r]); }
        }
    }
}

template <class F>
void expect_blocks16(F blocks16) {
    for (const Case& c : cases()) {
        const auto ars = stream(c);
        alignas(64) std::array<std::array<std::uint32_t, 16>, 4> out;
        std::uint32_t* const rows[4] = {out[0].data(), out[1].data(), out[2].data(), out[3].data()};

        blocks16(ars, c.counter, rows);

        for (std::uint32_t j = 0; j < 16; ++j) {
            const auto expected = portable(ars, c.counter, j);
            for (std::size_t r = 0; r < 4; ++r) { ASSERT_EQ(out[r][j], expected[r]); }
        }
    }
}

TEST(Ars, FillsSixteenWordsAlikeOnEveryPath) {
    expect_words16([](auto&&... a) { ars_words16(a...); });
    expect_words16([](auto&&... a) { detail::ars_words16_portable(a...); });
#ifdef __AES__
    expect_words16([](auto&&... a) { detail::ars_words16_aes(a...); });
#endif
}

TEST(Ars, FillsSixteenBlocksAlikeOnEveryPath) {
    expect_blocks16([](const Ars& ars, const Words& c, auto& out) {
        ars_blocks16_transposed(ars, c[0], c[1], c[2], c[3], out[0], out[1], out[2], out[3]);
    });
    expect_blocks16([](const Ars& ars, const Words& c, auto& out) {
        detail::ars_blocks16_portable(ars, c[0], c, out);
    });
#ifdef __AES__
    expect_blocks16([](const Ars& ars, const Words& c, auto& out) {
        detail::ars_blocks16_aes(ars, c[0], c, out);
    });
#endif
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
