#include "network/describe/distribution.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/cpu_set.hpp"
#include "engine/base/math.hpp"
#include "engine/base/random.hpp"
#include "network/describe/quantile_lanes.hpp"

namespace callosum {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Integrals of x^k over the part of the distribution between two values, k = 0, 1, 2, with x
/// measured from `origin`.
struct Moments {
    double m0 = 0;
    double m1 = 0;
    double m2 = 0;
    double origin = 0;
};

double normal_density(double z) {
    constexpr double inverse_root_two_pi = 0.39894228040143267794;
    return std::isinf(z) ? 0.0 : inverse_root_two_pi * math::exp(-0.5 * z * z);
}

/// Normal probability between two values, taken in the tail where it keeps its digits.
double normal_mass(double low, double high) {
    return low > 0 ? math::normal_cdf(-low) - math::normal_cdf(-high)
                   : math::normal_cdf(high) - math::normal_cdf(low);
}

Moments normal_moments(double mean, double sd, double low, double high) {
    const double za = (low - mean) / sd;
    const double zb = (high - mean) / sd;
    const double pa = normal_density(za);
    const double pb = normal_density(zb);
    const double edge_a = pa == 0 ? 0.0 : za * pa;
    const double edge_b = pb == 0 ? 0.0 : zb * pb;
    const double m0 = normal_mass(za, zb);
    return {m0, sd * (pa - pb), sd * sd * (m0 + edge_a - edge_b), mean};
}

Moments lognormal_moments(double mu, double sigma, double low, double high) {
    const double za = low <= 0 ? -infinity : (math::log(low) - mu) / sigma;
    const double zb = high <= 0          ? -infinity
                      : high == infinity ? infinity
                                         : (math::log(high) - mu) / sigma;
    const auto moment = [&](double k) {
        return math::exp(k * mu + 0.5 * k * k * sigma * sigma) *
               normal_mass(za - k * sigma, zb - k * sigma);
    };
    return {moment(0), moment(1), moment(2), 0};
}

Moments exponential_moments(double scale, double low, double high) {
    const double a = std::max(low, 0.0);
    const double b = std::max(high, 0.0);
    // Minus the antiderivatives of x^k exp(-x / scale) / scale.
    const auto rest = [&](double x, int k) {
        if (x == infinity) { return 0.0; }
        const double polynomial = k == 0   ? 1.0
                                  : k == 1 ? x + scale
                                           : x * x + 2 * scale * x + 2 * scale * scale;
        return polynomial * math::exp(-x / scale);
    };
    return {rest(a, 0) - rest(b, 0), rest(a, 1) - rest(b, 1), rest(a, 2) - rest(b, 2), 0};
}

Moments uniform_moments(double bottom, double top, double low, double high) {
    const double origin = 0.5 * (bottom + top);
    const double a = std::clamp(low, bottom, top) - origin;
    const double b = std::clamp(high, bottom, top) - origin;
    const double scale = 1 / (top - bottom);
    return {scale * (b - a), scale * (b * b - a * a) / 2, scale * (b * b * b - a * a * a) / 3,
            origin};
}

Moments partial_moments(const Distribution& d, double low, double high) {
    switch (d.kind) {
        case Distribution::Kind::uniform:
            return uniform_moments(d.a, d.b, low, high);
        case Distribution::Kind::normal:
            return normal_moments(d.a, d.b, low, high);
        case Distribution::Kind::lognormal:
            return lognormal_moments(d.a, d.b, low, high);
        case Distribution::Kind::exponential:
            return exponential_moments(d.a, low, high);
        case Distribution::Kind::constant:
            break;
    }
    return {1, 0, 0, d.a};
}

bool is_degenerate(const Distribution& d) {
    switch (d.kind) {
        case Distribution::Kind::constant:
            return true;
        case Distribution::Kind::uniform:
            return !(d.b > d.a);
        case Distribution::Kind::normal:
        case Distribution::Kind::lognormal:
            return !(d.b > 0);
        case Distribution::Kind::exponential:
            return !(d.a > 0);
    }
    return true;
}

struct MeanAndDeviation {
    double mean = 0;
    double deviation = 0;
};

/// By the midpoint rule over the quantile function; where closed forms would lose their digits.
MeanAndDeviation numerical(const Distribution& d) {
    constexpr std::uint32_t n = 1U << 16;
    const QuantileFunction quantile(d);
    const double centre = quantile(std::uint32_t{1} << 31);
    double sum = 0;
    double squares = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
        const double x = quantile((i << 16) | 0x8000U) - centre;
        sum += x;
        squares += x * x;
    }
    const double mean = sum / n;
    return {centre + mean, std::sqrt(std::max(0.0, squares / n - mean * mean))};
}

MeanAndDeviation mean_and_deviation(const Distribution& d) {
    if (is_degenerate(d)) { return {d.quantile(0), 0}; }
    const Moments inside = partial_moments(d, d.min, d.max);
    const bool clip = d.outside == Distribution::Outside::clip;
    if (!clip && !(inside.m0 > 1e-3)) { return numerical(d); }
    double m0 = inside.m0;
    double m1 = inside.m1;
    double m2 = inside.m2;
    if (clip) {
        // Everything outside sits on the bounds.
        const auto add = [&](double mass, double value) {
            if (!(mass > 0)) { return; }
            const double x = value - inside.origin;
            m0 += mass;
            m1 += mass * x;
            m2 += mass * x * x;
        };
        if (d.min > -infinity) { add(partial_moments(d, -infinity, d.min).m0, d.min); }
        if (d.max < infinity) { add(partial_moments(d, d.max, infinity).m0, d.max); }
    }
    const double mean = m1 / m0;
    return {inside.origin + mean, std::sqrt(std::max(0.0, m2 / m0 - mean * mean))};
}

}  // namespace

QuantileFunction::QuantileFunction(const Distribution& distribution)
    : d_(distribution), floor_(distribution.min), ceiling_(distribution.max) {
    if (is_degenerate(d_)) {
        if (d_.kind == Distribution::Kind::lognormal) { d_.a = math::exp(d_.a); }
        if (d_.kind == Distribution::Kind::exponential) { d_.a = 0; }
        d_.kind = Distribution::Kind::constant;
    }
    const bool redraw = d_.outside == Distribution::Outside::redraw;
    switch (d_.kind) {
        case Distribution::Kind::constant:
            break;
        case Distribution::Kind::uniform:
            low_ = redraw ? std::max(d_.a, d_.min) : d_.a;
            width_ = (redraw ? std::min(d_.b, d_.max) : d_.b) - low_;
            break;
        case Distribution::Kind::normal:
        case Distribution::Kind::lognormal:
            prepare_normal();
            break;
        case Distribution::Kind::exponential:
            // Without memory: above its lower bound the distribution starts anew.
            low_ = redraw ? std::max(d_.min, 0.0) : 0.0;
            width_ = redraw && d_.max < infinity ? -math::expm1(-(d_.max - low_) / d_.a) : 1.0;
            break;
    }
}

void QuantileFunction::prepare_normal() {
    width_ = 1;
    if (d_.outside == Distribution::Outside::clip) { return; }
    const bool logarithmic = d_.kind == Distribution::Kind::lognormal;
    const auto standardised = [&](double bound) {
        if (logarithmic) {
            if (bound <= 0) { return -infinity; }
            if (bound < infinity) { bound = math::log(bound); }
        }
        return (bound - d_.a) / d_.b;
    };
    double from = standardised(d_.min);
    double to = standardised(d_.max);
    mirror_ = from > 0;
    if (mirror_) {
        const double kept = from;
        from = -to;
        to = -kept;
    }
    low_ = from == -infinity ? 0.0 : math::normal_cdf(from);
    width_ = (to == infinity ? 1.0 : math::normal_cdf(to)) - low_;
}

double QuantileFunction::operator()(std::uint32_t u) const {
    return at(unit_interval(mirror_ ? ~u : u));
}

void QuantileFunction::many(const std::uint32_t* u, double* out, std::size_t n) const {
    if (d_.kind == Distribution::Kind::constant) {
        std::fill_n(out, n, (*this)(0));
        return;
    }
    static const auto& lanes = kernels<QuantileKernels>(cpu_set());
    lanes.many(*this, u, out, n);
}

double Distribution::quantile(std::uint32_t u) const { return QuantileFunction(*this)(u); }

double Distribution::largest_abs() const {
    return std::max(std::fabs(smallest()), std::fabs(largest()));
}

double Distribution::mean() const { return mean_and_deviation(*this).mean; }

double Distribution::standard_deviation() const { return mean_and_deviation(*this).deviation; }

Distribution Distribution::scaled(double factor) const {
    Distribution result = *this;
    result.min *= factor;
    result.max *= factor;
    switch (kind) {
        case Kind::constant:
        case Kind::exponential:
            result.a *= factor;
            break;
        case Kind::uniform:
        case Kind::normal:
            result.a *= factor;
            result.b *= factor;
            break;
        case Kind::lognormal:
            result.a += math::log(factor);
            break;
    }
    return result;
}

}  // namespace callosum
