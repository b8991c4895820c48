#include "network/space/mask.hpp"

#include "engine/base/math.hpp"
#include "network/space/displacement.hpp"

namespace callosum {

namespace {

constexpr double radians_per_degree = 3.14159265358979323846 / 180;

Point middle_of(const SpatialMask& mask) {
    Point middle{};
    for (std::size_t axis = 0; axis < middle.size(); ++axis) {
        middle[axis] = 0.5 * (mask.lower_left[axis] + mask.upper_right[axis]);
    }
    return middle;
}

/// Half sides of the box around a shape, without its anchor.
Point half_sides(const SpatialMask& mask) {
    const auto cosine = [&] {
        return std::fabs(math::cos(mask.azimuth_angle * radians_per_degree));
    };
    const auto sine = [&] { return std::fabs(math::sin(mask.azimuth_angle * radians_per_degree)); };
    switch (mask.shape) {
        case SpatialMask::Shape::circular:
        case SpatialMask::Shape::doughnut:
            return {mask.radius, mask.radius, 0};
        case SpatialMask::Shape::spherical:
            return {mask.radius, mask.radius, mask.radius};
        case SpatialMask::Shape::elliptical: {
            const double a = 0.5 * mask.major_axis;
            const double b = 0.5 * mask.minor_axis;
            const double c = cosine();
            const double s = sine();
            return {std::sqrt(a * a * c * c + b * b * s * s),
                    std::sqrt(a * a * s * s + b * b * c * c), 0};
        }
        case SpatialMask::Shape::rectangular:
        case SpatialMask::Shape::box: {
            Point half{};
            for (std::size_t axis = 0; axis < half.size(); ++axis) {
                half[axis] = 0.5 * (mask.upper_right[axis] - mask.lower_left[axis]);
            }
            if (mask.shape == SpatialMask::Shape::box) { return half; }
            const double c = cosine();
            const double s = sine();
            return {half[0] * c + half[1] * s, half[0] * s + half[1] * c, 0};
        }
    }
    return {};
}

bool has_corners(const SpatialMask& mask) {
    return mask.shape == SpatialMask::Shape::rectangular || mask.shape == SpatialMask::Shape::box;
}

}  // namespace

Gap SpatialMask::reach() const {
    const Point half = half_sides(*this);
    const Point middle = has_corners(*this) ? middle_of(*this) : Point{};
    Gap reach;
    for (std::size_t axis = 0; axis < half.size(); ++axis) {
        reach.low[axis] = anchor[axis] + middle[axis] - half[axis];
        reach.high[axis] = anchor[axis] + middle[axis] + half[axis];
    }
    return reach;
}

double SpatialMask::farthest() const {
    const double corner = distances(reach()).high;
    switch (shape) {
        case Shape::circular:
        case Shape::doughnut:
        case Shape::spherical:
            return std::min(corner, length(anchor) + radius);
        case Shape::elliptical:
            return std::min(corner, length(anchor) + 0.5 * major_axis);
        case Shape::rectangular:
        case Shape::box:
            break;
    }
    return corner;
}

bool SpatialMask::touches(const Gap& gap) const {
    const Gap reached = reach();
    Gap shifted;
    for (std::size_t axis = 0; axis < reached.low.size(); ++axis) {
        // The slack covers rounding: a false "touches" costs time, a false "misses" would lose
        // synapses.
        const double slack = 1e-9 * (reached.high[axis] - reached.low[axis]);
        if (axis < dims() && (gap.low[axis] > reached.high[axis] + slack ||
                              gap.high[axis] < reached.low[axis] - slack)) {
            return false;
        }
        shifted.low[axis] = gap.low[axis] - anchor[axis];
        shifted.high[axis] = gap.high[axis] - anchor[axis];
    }
    if (shape != Shape::circular && shape != Shape::doughnut && shape != Shape::spherical) {
        return true;
    }
    const Distances far = distances(shifted);
    return far.low <= radius * (1 + 1e-9) &&
           (shape != Shape::doughnut || far.high >= inner_radius * (1 - 1e-9));
}

MaskTest::MaskTest(const SpatialMask& mask)
    : mask_(mask),
      cosine_(math::cos(mask.azimuth_angle * radians_per_degree)),
      sine_(math::sin(mask.azimuth_angle * radians_per_degree)) {}

std::uint32_t MaskTest::operator()(const Expression::Variables& variables) const {
    const auto where = [&](auto inside) {
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < Expression::width; ++i) {
            const double x = variables.d[0][i] - mask_.anchor[0];
            const double y = variables.d[1][i] - mask_.anchor[1];
            const double z = variables.d[2][i] - mask_.anchor[2];
            bits |= (inside(x, y, z) ? 1U : 0U) << i;
        }
        return bits;
    };
    const double most = mask_.radius * mask_.radius;
    switch (mask_.shape) {
        case SpatialMask::Shape::circular:
            return where([&](double x, double y, double) { return x * x + y * y <= most; });
        case SpatialMask::Shape::spherical:
            return where(
                [&](double x, double y, double z) { return x * x + y * y + z * z <= most; });
        case SpatialMask::Shape::doughnut: {
            const double least = mask_.inner_radius * mask_.inner_radius;
            return where([&](double x, double y, double) {
                const double square = x * x + y * y;
                return square <= most && square >= least;
            });
        }
        case SpatialMask::Shape::elliptical: {
            const double a = 2 / mask_.major_axis;
            const double b = 2 / mask_.minor_axis;
            return where([&](double x, double y, double) {
                const double u = (x * cosine_ + y * sine_) * a;
                const double v = (y * cosine_ - x * sine_) * b;
                return u * u + v * v <= 1;
            });
        }
        case SpatialMask::Shape::rectangular:
        case SpatialMask::Shape::box: {
            const Point middle = middle_of(mask_);
            Point half{};
            for (std::size_t axis = 0; axis < half.size(); ++axis) {
                half[axis] = mask_.upper_right[axis] - middle[axis];
            }
            return where([&](double x, double y, double z) {
                const double u = (x - middle[0]) * cosine_ + (y - middle[1]) * sine_;
                const double v = (y - middle[1]) * cosine_ - (x - middle[0]) * sine_;
                return std::fabs(u) <= half[0] && std::fabs(v) <= half[1] &&
                       std::fabs(z - middle[2]) <= half[2];
            });
        }
    }
    return 0;
}

}  // namespace callosum
