#pragma once

/// Elementary functions with the same bits on every CPU and at every vector width: polynomial
/// kernels over explicit fused multiply-adds. The C library picks variants by CPU, so drawing,
/// `prepare` and kernels do not use it. tests/unit/engine/base/math_test.cpp holds the error
/// bounds.
namespace callosum::math {

[[nodiscard]] double exp(double x);    ///< <= 1 ulp; 0 below -745.2, +inf above 709.8
[[nodiscard]] double expm1(double x);  ///< <= 2 ulp
[[nodiscard]] double log(double x);    ///< <= 1 ulp for x > 0; NaN below 0; -inf at 0
[[nodiscard]] double log1p(double x);  ///< <= 2 ulp
[[nodiscard]] double pow(
    double x, double y);  ///< x > 0; relative error <= 1e-14 for results in [1e-100, 1e100]
[[nodiscard]] double sin(double x);  ///< |x| <= 1e6; <= 2 ulp of the result or 1e-16 absolute
[[nodiscard]] double cos(double x);
/// Standard normal distribution function (relative error <= 1e-13) and its inverse (<= 1e-14
/// relative in x).
[[nodiscard]] double normal_cdf(double x);
[[nodiscard]] double normal_quantile(double p);

}  // namespace callosum::math
