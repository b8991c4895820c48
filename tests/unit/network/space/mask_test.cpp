#include "network/space/mask.hpp"

#include <gtest/gtest.h>

#include "engine/base/random.hpp"
#include "network/space/displacement.hpp"

namespace callosum::test {
namespace {

bool inside(const SpatialMask& mask, double x, double y, double z = 0) {
    Expression::Variables variables;
    variables.d[0].fill(x);
    variables.d[1].fill(y);
    variables.d[2].fill(z);
    const std::uint32_t found = MaskTest(mask)(variables);
    EXPECT_TRUE(found == 0 || found == 0xffff);
    return found != 0;
}

SpatialMask mask_of(SpatialMask::Shape shape) {
    SpatialMask mask;
    mask.shape = shape;
    mask.radius = 10;
    mask.inner_radius = 5;
    mask.lower_left = {-10, -2, -1};
    mask.upper_right = {20, 4, 1};
    mask.major_axis = 20;
    mask.minor_axis = 8;
    return mask;
}

using Shape = SpatialMask::Shape;

TEST(Mask, HoldsWhatItsShapeSays) {
    EXPECT_TRUE(inside(mask_of(Shape::circular), 6, 8));
    EXPECT_FALSE(inside(mask_of(Shape::circular), 6, 8.1));
    EXPECT_FALSE(inside(mask_of(Shape::doughnut), 3, 3));
    EXPECT_TRUE(inside(mask_of(Shape::doughnut), 5, 5));
    EXPECT_TRUE(inside(mask_of(Shape::rectangular), 19, 3));
    EXPECT_FALSE(inside(mask_of(Shape::rectangular), -11, 0));
    EXPECT_TRUE(inside(mask_of(Shape::elliptical), 9.9, 0));
    EXPECT_FALSE(inside(mask_of(Shape::elliptical), 0, 4.1));
    EXPECT_TRUE(inside(mask_of(Shape::spherical), 5, 5, 5));
    EXPECT_FALSE(inside(mask_of(Shape::spherical), 6, 6, 6));
    EXPECT_TRUE(inside(mask_of(Shape::box), 0, 0, 1));
    EXPECT_FALSE(inside(mask_of(Shape::box), 0, 0, 1.1));
}

TEST(Mask, IsShiftedByItsAnchorAndTurnedCounterClockwise) {
    SpatialMask mask = mask_of(Shape::circular);
    mask.anchor = {100, 0, 0};
    EXPECT_FALSE(inside(mask, 0, 0));
    EXPECT_TRUE(inside(mask, 106, 8));
    mask = mask_of(Shape::elliptical);
    mask.azimuth_angle = 90;
    EXPECT_TRUE(inside(mask, 0, 9.9));
    EXPECT_FALSE(inside(mask, 9.9, 0));
    mask.azimuth_angle = 45;
    EXPECT_TRUE(inside(mask, 6, 6));
    EXPECT_FALSE(inside(mask, 6, -6));
    mask = mask_of(Shape::rectangular);
    mask.azimuth_angle = 90;  // around its middle (5, 1)
    EXPECT_TRUE(inside(mask, 5, 15.9));
    EXPECT_FALSE(inside(mask, 15, 1));
}

TEST(Mask, TouchesEveryBoxThatHoldsAnyOfIt) {
    const Ars ars(1, Purpose::position, 0);
    for (const Shape shape : {Shape::circular, Shape::rectangular, Shape::elliptical,
                              Shape::doughnut, Shape::spherical, Shape::box}) {
        SpatialMask mask = mask_of(shape);
        mask.anchor = {3, -4, mask.dims() == 3 ? 2.0 : 0.0};
        if (mask.dims() == 2) { mask.azimuth_angle = 30; }
        for (std::uint32_t k = 0; k < 2000; ++k) {
            const auto words = ars(k, 0, 0, 0);
            Point point{};
            for (std::size_t axis = 0; axis < mask.dims(); ++axis) {
                point[axis] = 60 * unit_interval(words[axis]) - 30;
            }
            if (!inside(mask, point[0], point[1], point[2])) { continue; }
            ASSERT_LE(length(point), mask.farthest());
            Gap gap;
            for (std::size_t axis = 0; axis < 3; ++axis) {
                gap.low[axis] = point[axis] - 0.01;
                gap.high[axis] = point[axis] + 0.01;
            }
            ASSERT_TRUE(mask.touches(gap));
        }
    }
    EXPECT_FALSE(mask_of(Shape::circular).touches({{8, 8, 0}, {9, 9, 0}}));
    EXPECT_FALSE(mask_of(Shape::doughnut).touches({{-1, -1, 0}, {1, 1, 0}}));
}

}  // namespace
}  // namespace callosum::test
