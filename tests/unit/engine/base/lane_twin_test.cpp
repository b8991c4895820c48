#include "engine/base/lane_twin.hpp"

#include <array>

#include <gtest/gtest.h>

namespace callosum {
namespace {

template <class T>
class LaneTwin : public ::testing::Test {
  protected:
    using P = Pack<T>;
    /// A pack with values from both signs, and one with others.
    static P pack(T first, T step) {
        alignas(64) std::array<T, 16> values;
        for (std::size_t i = 0; i < 16; ++i) { values[i] = first + step * static_cast<T>(i); }
        return P::load(values.data());
    }
    static void expect_equal(const P& a, const P& b) {
        const Mask least = a <= b, most = b <= a;
        EXPECT_TRUE(least.bits == 0xffff && most.bits == 0xffff);
    }
    static void expect_packs(const Twin<P>& found, const P& first, const P& second) {
        expect_equal(found.first, first);
        expect_equal(found.second, second);
    }
    const P a_ = pack(-3, T(0.7)), b_ = pack(2, T(-0.4)), c_ = pack(1, T(0.3)), d_ = pack(-5, 1);
};
using Precisions = ::testing::Types<double, float>;
TYPED_TEST_SUITE(LaneTwin, Precisions);

TYPED_TEST(LaneTwin, DoesWithBothWhatAPackDoes) {
    const auto &a = this->a_, &b = this->b_, &c = this->c_, &d = this->d_;
    const Twin<Pack<TypeParam>> x(a, b), y(c, d), z(TypeParam(0.5));
    const Pack<TypeParam> half(TypeParam(0.5));

    this->expect_packs(x + y, a + c, b + d);
    this->expect_packs(x - y, a - c, b - d);
    this->expect_packs(x * y, a * c, b * d);
    this->expect_packs(x / z, a / half, b / half);
    this->expect_packs(-x, -a, -b);
    this->expect_packs(fma(x, y, z), fma(a, c, half), fma(b, d, half));
    this->expect_packs(abs(x), abs(a), abs(b));
    this->expect_packs(min(x, y), min(a, c), min(b, d));
    this->expect_packs(max(x, y), max(a, c), max(b, d));
}

TYPED_TEST(LaneTwin, ComparesAndSelectsEachPackByItself) {
    const auto &a = this->a_, &b = this->b_, &c = this->c_, &d = this->d_;
    const Twin<Pack<TypeParam>> x(a, b), y(c, d);

    const TwinMask below = x < y;
    const TwinMask rest = x >= y;

    EXPECT_EQ(below.first, Mask(a < c));
    EXPECT_EQ(below.second, Mask(b < d));
    EXPECT_EQ(rest.first, Mask(a >= c));
    EXPECT_EQ((below & rest).first, Mask{});
    EXPECT_EQ((below | rest).second, Mask((b < d) | (b >= d)));
    EXPECT_EQ(andnot(below, below).second, Mask{});
    EXPECT_EQ(andnot(below, rest).first, a < c);
    this->expect_packs(select(below, x, y), select(a < c, a, c), select(b < d, b, d));
}

}  // namespace
}  // namespace callosum
