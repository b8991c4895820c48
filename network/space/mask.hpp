#pragma once

#include <cstdint>

#include "network/space/expression.hpp"
#include "network/space/extent.hpp"

namespace callosum {

/// NEST's masks: the region of displacements in which pairs may be connected. Shapes lie around
/// `anchor`; rectangle and box go from lower_left to upper_right, then the rectangle is turned.
struct SpatialMask {
    enum class Shape { circular, rectangular, elliptical, doughnut, spherical, box };
    Shape shape = Shape::circular;
    Point anchor{};
    double radius = 0;        ///< circular, spherical; doughnut: the outer one
    double inner_radius = 0;  ///< doughnut
    Point lower_left{};
    Point upper_right{};
    double major_axis = 0;  ///< elliptical: whole axes, the major one along `azimuth_angle`
    double minor_axis = 0;
    double azimuth_angle = 0;  ///< degrees, counter-clockwise
    friend bool operator==(const SpatialMask&, const SpatialMask&) = default;

    [[nodiscard]] std::size_t dims() const {
        return shape == Shape::spherical || shape == Shape::box ? 3 : 2;
    }
    /// The displacements that it can hold.
    [[nodiscard]] Gap reach() const;
    /// The largest distance that it can hold.
    [[nodiscard]] double farthest() const;
    /// Could any displacement of the gap be inside? No false negatives.
    [[nodiscard]] bool touches(const Gap& gap) const;
};

/// A mask prepared for many displacements.
class MaskTest {
  public:
    explicit MaskTest(const SpatialMask& mask);
    /// Bit i: displacement i is inside or on the edge.
    [[nodiscard]] std::uint32_t operator()(const Expression::Variables& variables) const;

  private:
    SpatialMask mask_;
    double cosine_ = 1;
    double sine_ = 0;
};

}  // namespace callosum
