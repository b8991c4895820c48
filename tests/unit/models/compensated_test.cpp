#include "models/compensated.hpp"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "models/neuron/aeif_cond_exp.hpp"
#include "models/neuron/iaf_psc_exp.hpp"
#include "models/neuron/izhikevich.hpp"

namespace callosum {
namespace {

TEST(Compensated, ChangesBelowTheLastBitAddUp) {
    float plain = -65;
    float value = -65;
    float rest = 0;
    for (int i = 0; i < 100000; ++i) {
        plain += 1e-6F;
        add_compensated(value, rest, 1e-6F);
    }

    EXPECT_EQ(plain, -65);
    EXPECT_NEAR(static_cast<double>(value) + rest, -65 + 100000 * static_cast<double>(1e-6F), 2e-8);
}

TEST(Compensated, AChangeAboveTheValueIsRoundedOnce) {
    float value = 1e-3F;
    float rest = 0;
    add_compensated(value, rest, 12345.678F);

    EXPECT_NEAR(static_cast<double>(value) + rest, 12345.678F + static_cast<double>(1e-3F), 1e-3);
}

TEST(Compensated, StateIsSplitAndJoinedToFortyEightBits) {
    using M = AeifCondExp;
    const M::State<double> s{{20.123456789012345, -80.98765432109876}, {0.1, 0.2}};
    std::array<float, n_stored<M, float>> stored{};

    split_state<M, float>(s, [&](std::size_t f, float x) { stored[f] = x; });
    const auto joined = join_state<M, float>([&](std::size_t f) { return stored[f]; });

    EXPECT_NEAR(joined.cell.v, s.cell.v, 1e-13);
    EXPECT_NEAR(joined.cell.w, s.cell.w, 1e-12);
    EXPECT_EQ(joined.g[0], static_cast<double>(0.1F));
}

TEST(Compensated, OnlySinglePrecisionStoresErrors) {
    EXPECT_EQ((n_stored<AeifCondExp, double>), 4U);
    EXPECT_EQ((n_stored<AeifCondExp, float>), 6U);
    EXPECT_EQ((n_rests<IafPscExp<1>, float>), 0U);
    EXPECT_TRUE((std::is_same_v<SingleOf<Izhikevich<true>>, double>));
    EXPECT_TRUE((std::is_same_v<SingleOf<AeifCondExp>, float>));
}

}  // namespace
}  // namespace callosum
