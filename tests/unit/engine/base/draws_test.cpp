#include "engine/base/draws.hpp"

#include <array>
#include <cstdlib>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/aes_block.hpp"
#include "engine/base/error.hpp"

// Every instruction set that this CPU has against the plain evaluation, word by word.
namespace callosum::test {
namespace {

struct Case {
    Ars ars;
    Ars::Words first;
};

/// Pseudo-random counters, many of them next to the wrap of their first word.
std::vector<Case> cases() {
    std::mt19937 draw(7);
    std::vector<Case> all;
    for (int i = 0; i < 300; ++i) {
        const auto word = [&] { return static_cast<std::uint32_t>(draw()); };
        const std::uint32_t first = i % 3 == 0 ? ~0U - word() % 40 : word();
        all.push_back({Ars((std::uint64_t{word()} << 32U) | word(), Purpose::synapse, word()),
                       {first, word(), word(), word()}});
    }
    return all;
}

Ars::Words expected(const Case& c, std::uint32_t ahead) {
    return ars_portable(c.ars, {c.first[0] + ahead, c.first[1], c.first[2], c.first[3]});
}

class EverySet : public testing::Test {
  protected:
    template <class Check>
    static void for_each_set(const Check& check) {
        for (const CpuSet set : usable_cpu_sets()) {
            SCOPED_TRACE(name_of(set));
            check(kernels<Draws>(set));
        }
    }
};

TEST_F(EverySet, GivesTheWordsOfOneCounter) {
    for_each_set([](const Draws& draws) {
        for (const auto& c : cases()) {
            Ars::Words words{};
            draws.block(c.ars, c.first, words.data());
            ASSERT_EQ(words, expected(c, 0));
        }
    });
}

TEST_F(EverySet, GivesTheWordsOfManyCountersInOrder) {
    for_each_set([](const Draws& draws) {
        for (const auto& c : cases()) {
            for (const std::uint64_t n : {1U, 2U, 5U}) {
                std::vector<std::uint32_t> words(16 * n + 1, 77);
                draws.words(c.ars, c.first, n, words.data());
                for (std::uint32_t i = 0; i < 16 * n; ++i) {
                    ASSERT_EQ(words[i], expected(c, i / 4)[i % 4]) << i;
                }
                ASSERT_EQ(words.back(), 77U) << "written beyond the end";
            }
        }
    });
}

TEST_F(EverySet, GivesTheWordsOfSixteenCountersTransposed) {
    for_each_set([](const Draws& draws) {
        for (const auto& c : cases()) {
            std::array<std::array<std::uint32_t, 16>, 4> out{};
            std::uint32_t* const rows[4] = {out[0].data(), out[1].data(), out[2].data(),
                                            out[3].data()};
            draws.transposed(c.ars, c.first, rows);
            for (std::uint32_t j = 0; j < 16; ++j) {
                const auto words = expected(c, j);
                for (std::size_t r = 0; r < 4; ++r) { ASSERT_EQ(out[r][j], words[r]); }
            }
        }
    });
}

TEST_F(EverySet, LooksNumbersUpAsTheTableDoes) {
    std::mt19937 draw(3);
    AliasTable32 table;
    for (std::uint32_t column = 0; column < 32; ++column) {
        const auto threshold = static_cast<std::uint32_t>(draw()) >> (column % 5 == 0 ? 12U : 5U);
        table.set(column, column % 7 == 0 ? 1U << 27U : threshold, draw() % 32);
    }
    for_each_set([&](const Draws& draws) {
        for (const auto& c : cases()) {
            for (const std::uint64_t n : {1U, 3U, 8U}) {
                std::vector<std::int32_t> numbers(16 * n + 1, -1);
                draws.table(c.ars, c.first, table, n, numbers.data());
                for (std::uint32_t i = 0; i < 16 * n; ++i) {
                    ASSERT_EQ(numbers[i], table(expected(c, i / 4)[i % 4])) << i;
                }
                ASSERT_EQ(numbers.back(), -1) << "written beyond the end";
            }
        }
    });
}

TEST(AliasTable, DecidesAtTheThresholdOfEveryColumn) {
    AliasTable32 table;
    for (std::uint32_t column = 0; column < 32; ++column) {
        for (const std::uint32_t threshold : {0U, 1U, 12345U, (1U << 27U) - 1}) {
            for (const std::uint32_t alias : {0U, 5U, 31U}) {
                table.set(column, threshold, alias);
                const std::uint32_t base = column << 27U;
                if (threshold > 0) { EXPECT_EQ(table(base + threshold - 1), column); }
                EXPECT_EQ(table(base + threshold), alias);
            }
        }
        table.set(column, 1U << 27U, 3);
        EXPECT_EQ(table((column << 27U) + (1U << 27U) - 1), column);
    }
}

TEST(CpuSets, AreNamedOnceAndRefusedWithWhatIsThere) {
    for (const CpuSet set : usable_cpu_sets()) { EXPECT_EQ(usable_cpu_set(name_of(set)), set); }
    try {
        (void)usable_cpu_set("sse9");
        FAIL();
    } catch (const ConfigError& error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("CALLOSUM_CPU: 'sse9' is no instruction set"), std::string::npos);
        EXPECT_NE(text.find(name_of(usable_cpu_sets().front())), std::string::npos);
    }
}

}  // namespace
}  // namespace callosum::test
