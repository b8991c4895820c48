#pragma once

#include <cstdint>

#include "network/space/expression.hpp"
#include "network/space/extent.hpp"

namespace callosum {

/// Region of displacements in which pairs may be connected: NEST's masks. Shapes lie around
/// `anchor`; rectangle and box extend from lower_left to upper_right, then the rectangle is turned.
struct SpatialMask {
    enum class Shape { circular, rectangular, elliptical, doughnut, spherical, box };
    Shape shape = Shape::circular;
    Point anchor{};
    double radius = 0;        ///< circular, spherical; outer radius of a doughnut
    double inner_radius = 0;  ///< of a doughnut
    Point lower_left{};
    Point upper_right{};
    double major_axis = 0;  ///< elliptical: whole axes, the major one along `azimuth_angle`
    double minor_axis = 0;
    double azimuth_angle = 0;  ///< degrees, counter-clockwise
    friend bool operator==(const SpatialMask&, const SpatialMask&) = default;

    [[nodiscard]] std::size_t dims() const {
        return shape == Shape::spherical || shape == Shape::box ? 3 : 2;
    }
    /// Returns bounds of the displacements inside.
    [[nodiscard]] Gap reach() const;
    /// Returns an upper bound of the distances inside.
    [[nodiscard]] double farthest() const;
    /// Whether any displacement of the gap could be inside; no false negatives.
    [[nodiscard]] bool touches(const Gap& gap) const;
};

/// A mask prepared for the test of many displacements.
class MaskTest {
  public:
    explicit MaskTest(const SpatialMask& mask);
    /// Returns a word whose bit i says that displacement i is inside or on the edge.
    [[nodiscard]] std::uint32_t operator()(const Expression::Variables& variables) const;

  private:
    SpatialMask mask_;
    double cosine_ = 1;
    double sine_ = 0;
};

}  // namespace callosum
