#include "engine/base/lane.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <type_traits>

#include <gtest/gtest.h>

#include "engine/base/lane_portable.hpp"

namespace callosum {
namespace {

template <class T>
using Bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

/// The bits of x; which NaN came out means nothing.
template <class T>
Bits<T> bits(T x) {
    return std::isnan(x) ? ~Bits<T>{0} : std::bit_cast<Bits<T>>(x);
}

template <class T>
struct Tile {
    alignas(64) std::array<T, 16> x;
};

/// Special values and any bit pattern.
template <class T>
Tile<T> random_tile(std::mt19937_64& draw) {
    using Limits = std::numeric_limits<T>;
    const T special[] = {0,
                         -T{0},
                         1,
                         -1,
                         Limits::infinity(),
                         -Limits::infinity(),
                         Limits::quiet_NaN(),
                         Limits::min(),
                         Limits::denorm_min(),
                         Limits::max()};
    Tile<T> tile;
    for (T& x : tile.x) {
        const std::uint64_t word = draw();
        if (word % 3 == 0) {
            x = special[draw() % std::size(special)];
        } else if (word % 3 == 1) {
            x = std::bit_cast<T>(static_cast<Bits<T>>(draw()));
        } else {
            x = static_cast<T>(std::ldexp(static_cast<double>(draw()), -60) - 8);
        }
    }
    return tile;
}

template <class P>
class LaneTest : public testing::Test {};
using Packs =
    testing::Types<Pack<double>, Pack<float>, portable::Pack<double>, portable::Pack<float>>;
TYPED_TEST_SUITE(LaneTest, Packs);

/// Kept out of line: a test that takes all of these in compiles for minutes under sanitizers.
template <class V, class F>
[[gnu::noinline]] void expect_like_scalars(const Tile<scalar_of<V>>& a, const Tile<scalar_of<V>>& b,
                                           const Tile<scalar_of<V>>& c, F function) {
    Tile<scalar_of<V>> out;
    function(V::load(a.x.data()), V::load(b.x.data()), V::load(c.x.data())).store(out.x.data());
    for (std::size_t i = 0; i < 16; ++i) {
        ASSERT_EQ(bits(out.x[i]), bits(function(a.x[i], b.x[i], c.x[i])))
            << a.x[i] << ' ' << b.x[i] << ' ' << c.x[i];
    }
}

TYPED_TEST(LaneTest, ComputesWhatScalarsCompute) {
    using V = TypeParam;
    using T = scalar_of<V>;
    std::mt19937_64 draw(1);
    for (int round = 0; round < 3000; ++round) {
        const auto a = random_tile<T>(draw);
        const auto b = random_tile<T>(draw);
        const auto c = random_tile<T>(draw);
        const auto check = [&](auto function) { expect_like_scalars<V>(a, b, c, function); };
        check([](auto x, auto y, auto) { return x + y; });
        check([](auto x, auto y, auto) { return x - y; });
        check([](auto x, auto y, auto) { return x * y; });
        check([](auto x, auto y, auto) { return x / y; });
        check([](auto x, auto, auto) { return -x; });
        check([](auto x, auto y, auto z) { return fma(x, y, z); });
        check([](auto x, auto, auto) { return sqrt(x); });
        check([](auto x, auto, auto) { return abs(x); });
        check([](auto x, auto y, auto) { return min(x, y); });
        check([](auto x, auto y, auto) { return max(x, y); });
        check([](auto x, auto y, auto z) { return select(x >= y, z, y); });
        check([](auto x, auto y, auto z) { return select(x > y, z, y); });
        check([](auto x, auto y, auto z) { return select(x < y, z, y); });
        check([](auto x, auto y, auto z) { return select(x <= y, z, y); });
        check([](auto x, auto y, auto z) { return select(x == y, z, y); });
        check([](auto x, auto y, auto z) { return select(andnot(x < y, y < z), z, x); });
    }
}

TYPED_TEST(LaneTest, TakesApartAndScalesLikeScalars) {
    using V = TypeParam;
    using T = scalar_of<V>;
    const int most = sizeof(T) == 8 ? 1100 : 160;
    std::mt19937_64 draw(2);
    std::uniform_real_distribution<double> unit(0.5, 2);
    for (int n = -most; n <= most; ++n) {
        Tile<T> x;
        for (T& value : x.x) { value = static_cast<T>(unit(draw)); }
        Tile<T> scaled, exponents, mantissas;

        const V pack = V::load(x.x.data());
        scale(pack, V(static_cast<T>(n))).store(scaled.x.data());
        exponent(pack).store(exponents.x.data());
        mantissa(pack).store(mantissas.x.data());

        for (std::size_t i = 0; i < 16; ++i) {
            ASSERT_EQ(scaled.x[i], std::ldexp(x.x[i], n));
            ASSERT_EQ(scale(x.x[i], static_cast<T>(n)), scaled.x[i]);
            ASSERT_EQ(exponents.x[i], static_cast<T>(std::ilogb(x.x[i])));
            ASSERT_EQ(exponent(x.x[i]), exponents.x[i]);
            ASSERT_EQ(std::ldexp(mantissas.x[i], std::ilogb(x.x[i])), x.x[i]);
            ASSERT_EQ(mantissa(x.x[i]), mantissas.x[i]);
        }
    }
    Tile<T> limits;
    limits.x.fill(std::numeric_limits<T>::min());
    limits.x[1] = std::numeric_limits<T>::max();
    Tile<T> exponents;
    exponent(V::load(limits.x.data())).store(exponents.x.data());
    EXPECT_EQ(exponents.x[0], static_cast<T>(std::numeric_limits<T>::min_exponent - 1));
    EXPECT_EQ(exponents.x[1], static_cast<T>(std::numeric_limits<T>::max_exponent - 1));
}

template <class V, class Integer>
void expect_conversion(V (*convert)(const Integer*), bool by_double) {
    using T = scalar_of<V>;
    std::mt19937_64 draw(3);
    for (int round = 0; round < 1000; ++round) {
        Tile<Integer> in;
        for (Integer& x : in.x) { x = static_cast<Integer>(draw() >> (draw() % 64)); }
        in.x[0] = std::numeric_limits<Integer>::max();
        in.x[1] = std::numeric_limits<Integer>::min();
        Tile<T> out;

        convert(in.x.data()).store(out.x.data());

        for (std::size_t i = 0; i < 16; ++i) {
            const T exact =
                by_double ? static_cast<T>(static_cast<double>(in.x[i])) : static_cast<T>(in.x[i]);
            ASSERT_EQ(out.x[i], exact);
        }
    }
}

TYPED_TEST(LaneTest, ConvertsIntegers) {
    expect_conversion<TypeParam, std::int32_t>(
        [](const std::int32_t* from) { return TypeParam::from_int32(from); }, false);
    expect_conversion<TypeParam, std::uint32_t>(
        [](const std::uint32_t* from) { return TypeParam::from_uint32(from); }, false);
    expect_conversion<TypeParam, std::int64_t>(
        [](const std::int64_t* from) { return TypeParam::from_int64(from); }, true);
    expect_conversion<TypeParam, std::uint8_t>(
        [](const std::uint8_t* from) { return TypeParam::from_u8(from); }, false);
}

TYPED_TEST(LaneTest, PutsValueIIntoBitI) {
    using T = scalar_of<TypeParam>;
    for (std::size_t i = 0; i < 16; ++i) {
        Tile<T> tile{};
        tile.x[i] = 1;

        const Mask mask = TypeParam::load(tile.x.data()) >= TypeParam(T(0.5));

        EXPECT_EQ(mask.bits, 1U << i);
    }
}

TEST(Mask, HasTheLogicOfBools) {
    const Mask a{0b1100};
    const Mask b{0b1010};

    EXPECT_EQ((a & b).bits, 0b1000);
    EXPECT_EQ((a | b).bits, 0b1110);
    EXPECT_EQ((~a).bits, 0xFFF3);
    EXPECT_EQ(andnot(a, b).bits, 0b0100);
    EXPECT_TRUE(a.any());
    EXPECT_TRUE(Mask{}.none());
    EXPECT_TRUE(andnot(true, false));
    EXPECT_FALSE(andnot(true, true));
}

static_assert(std::is_same_v<mask_of<double>, bool> && std::is_same_v<scalar_of<float>, float>);
static_assert(std::is_same_v<mask_of<Pack<float>>, Mask>);
static_assert(std::is_same_v<scalar_of<Pack<double>>, double>);
static_assert(sizeof(Pack<double>) == 128 && sizeof(Pack<float>) == 64);

}  // namespace
}  // namespace callosum
