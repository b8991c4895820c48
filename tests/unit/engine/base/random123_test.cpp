#ifdef __AES__
#include <random>

#include <Random123/ars.h>
#include <gtest/gtest.h>

#include "engine/base/random.hpp"

// Random123 has ARS only where its compiler may use AES instructions, so this is compiled for the sets that have them.
namespace callosum {
namespace {

TEST(Ars, MatchesRandom123) {
    std::mt19937 draw(7);
    const auto word = [&] { return static_cast<std::uint32_t>(draw()); };
    for (int i = 0; i < 2000; ++i) {
        const std::uint64_t seed = (std::uint64_t{word()} << 32U) | word();
        const std::uint32_t stream = word();
        const ars4x32_ctr_t counter{{word(), word(), word(), word()}};
        const ars4x32_key_t key{{static_cast<std::uint32_t>(seed),
                                 static_cast<std::uint32_t>(seed >> 32U), stream,
                                 static_cast<std::uint32_t>(Purpose::synapse)}};

        const auto expected = ars4x32_R(7, counter, key);

        const auto words = Ars(seed, Purpose::synapse, stream)(counter.v[0], counter.v[1],
                                                               counter.v[2], counter.v[3]);
        for (std::size_t r = 0; r < 4; ++r) { ASSERT_EQ(words[r], expected.v[r]); }
    }
}

}  // namespace
}  // namespace callosum
#endif
