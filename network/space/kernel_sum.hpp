#pragma once

#include <algorithm>
#include <cstdint>

#include "network/space/displacement.hpp"
#include "network/space/spatial_rule.hpp"

namespace callosum {

/// Weighted sum of a kernel inside its mask over displacements, evaluated sixteen at a time.
class KernelSum {
  public:
    explicit KernelSum(const SpatialRule& rule)
        : rule_(rule), mask_(rule.mask.value_or(SpatialMask{})) {}

    void add(const Point& d, double weight) {
        for (std::size_t axis = 0; axis < d.size(); ++axis) { variables_.d[axis][n_] = d[axis]; }
        variables_.x[n_] = length(d);
        weights_[n_] = weight;
        if (++n_ == Expression::width) { flush(); }
    }
    /// Returns the sum of all that was added since the last call, and starts anew.
    [[nodiscard]] double take() {
        flush();
        const double sum = sum_;
        sum_ = 0;
        return sum;
    }

  private:
    void flush() {
        Expression::Lanes values{};
        rule_.kernel.evaluate(variables_, values);
        const std::uint32_t inside = rule_.mask ? mask_(variables_) : ~0U;
        for (std::size_t i = 0; i < n_; ++i) {
            if (((inside >> i) & 1U) != 0) { sum_ += weights_[i] * std::max(values[i], 0.0); }
        }
        n_ = 0;
    }

    Expression::Variables variables_;
    const SpatialRule& rule_;
    std::size_t n_ = 0;
    double sum_ = 0;
    Expression::Lanes weights_{};
    MaskTest mask_;
};

}  // namespace callosum
