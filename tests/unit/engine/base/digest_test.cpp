#include "engine/base/digest.hpp"

#include <gtest/gtest.h>

namespace callosum {
namespace {

/// SplitMix64 adds the golden ratio to its state, then mixes; its first three words from state 0.
TEST(Digest, MixesLikeSplitMix64) {
    constexpr std::uint64_t golden = 0x9E3779B97F4A7C15U;

    EXPECT_EQ(mix(golden), 0xE220A8397B1DCDAFU);
    EXPECT_EQ(mix(2 * golden), 0x6E789E6AA1B965F4U);
    EXPECT_EQ(mix(3 * golden), 0x06C45D188009454FU);
    EXPECT_EQ(mix(0), 0U);
}

TEST(Digest, PutsGidAboveStep) {
    EXPECT_EQ(spike_hash(3, 5), mix(0x3'0000'0005U));
    EXPECT_NE(spike_hash(3, 5), spike_hash(5, 3));
}

TEST(Digest, Writes16HexDigits) {
    EXPECT_EQ(hex16(0), "0000000000000000");
    EXPECT_EQ(hex16(0x0123456789ABCDEFU), "0123456789abcdef");
    EXPECT_EQ(hex16(~std::uint64_t{0}), "ffffffffffffffff");
}

}  // namespace
}  // namespace callosum
