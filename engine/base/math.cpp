#include "engine/base/math.hpp"

#include "engine/base/math_lanes.hpp"

namespace callosum::math {

double exp(double x) { return exp_(x); }
double expm1(double x) { return expm1_(x); }
double log(double x) { return log_(x); }
double log1p(double x) { return log1p_(x); }
double pow(double x, double y) { return pow_(x, y); }
double sin(double x) { return sin_(x); }
double cos(double x) { return cos_(x); }
double normal_cdf(double x) { return normal_cdf_(x); }
double normal_quantile(double p) { return normal_quantile_(p); }

}  // namespace callosum::math
