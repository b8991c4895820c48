#include "network/space/expression.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/base/cpu_set.hpp"
#include "engine/base/math.hpp"
#include "network/space/expression_lanes.hpp"

namespace callosum {
namespace {

/// Smallest interval that holds the values. A NaN makes it unbounded, which is always sound.
Interval hull(std::initializer_list<double> values) {
    Interval all{formula::infinity, -formula::infinity};
    for (const double value : values) {
        if (std::isnan(value)) { return {-formula::infinity, formula::infinity}; }
        all.low = std::min(all.low, value);
        all.high = std::max(all.high, value);
    }
    return all;
}

}  // namespace

namespace formula {

/// Operations of a formula on intervals. Each one bounds its results from the values at the ends,
/// with care where it is not monotonic.
template <>
struct Calculate<Interval> {
    using I = Interval;
    static I add(I a, I b) { return hull({a.low + b.low, a.high + b.high}); }
    static I subtract(I a, I b) { return hull({a.low - b.high, a.high - b.low}); }
    static I multiply(I a, I b) {
        return hull({a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high});
    }
    static I divide(I a, I b) {
        if (b.low <= 0 && b.high >= 0) { return {-infinity, infinity}; }
        return hull({a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high});
    }
    static I negate(I a) { return {-a.high, -a.low}; }
    static I exp(I a) { return widened({math::exp(a.low), math::exp(a.high)}); }
    static I log(I a) {
        return hull({a.low <= 0 ? -infinity : math::log(a.low), math::log(a.high)});
    }
    static I root(I a) { return hull({std::sqrt(std::max(a.low, 0.0)), std::sqrt(a.high)}); }
    static I absolute(I a) {
        const I both = hull({std::fabs(a.low), std::fabs(a.high)});
        return {a.low <= 0 && a.high >= 0 ? 0.0 : both.low, both.high};
    }
    static I least(I a, I b) { return {std::min(a.low, b.low), std::min(a.high, b.high)}; }
    static I most(I a, I b) { return {std::max(a.low, b.low), std::max(a.high, b.high)}; }
    static I cut(I a, I b) {
        if (a.low >= b.high) { return a; }
        if (a.high < b.low) { return {0, 0}; }
        return {std::min(0.0, std::max(a.low, b.low)), std::max(0.0, a.high)};
    }
    static I power(I a, I b) {
        using C = Calculate<double>;
        const double low = std::max(a.low, 0.0);
        return widened(
            hull({C::power(low, b.low), C::power(low, b.high), C::power(a.high, b.low),
                  C::power(a.high, b.high), low < 1 && a.high > 1 ? 1.0 : C::power(low, b.low)}));
    }
    static I whole_power(I a, double n) {
        const bool even = std::fmod(std::fabs(n), 2.0) == 0;
        const I base = even ? absolute(a) : a;
        if (n < 0 && base.low <= 0 && base.high >= 0) { return {-infinity, infinity}; }
        using C = Calculate<double>;
        return widened(hull({C::whole_power(base.low, n), C::whole_power(base.high, n)}));
    }
    /// Widens an interval by more than the rounding errors of an elementary function, which is
    /// monotonic only up to these.
    static I widened(I a) {
        constexpr double slack = 1e-13;
        return hull({a.low - slack * std::fabs(a.low), a.high + slack * std::fabs(a.high)});
    }
};

}  // namespace formula

std::string number_text(double value) {
    std::array<char, 32> buffer{};
    const auto* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return std::string(static_cast<const char*>(buffer.data()), end);
}

Expression::Expression(double constant)
    : text_(number_text(constant)), steps_{{Op::number, constant}} {}

Expression::Expression(std::string_view text)
    : text_(text), steps_(detail::parse_expression(text)) {
    for (const auto& step : steps_) {
        if (step.op == Op::x) { uses_distance_ = true; }
        if (step.op == Op::dx || step.op == Op::dy || step.op == Op::dz) { uses_direction_ = true; }
    }
}

void Expression::evaluate(const Variables& variables, Lanes& out) const {
    static const auto& lanes = kernels<ExpressionKernels>(cpu_set());
    lanes.evaluate(*this, variables, out);
}

double Expression::operator()(double x) const { return run<double>({x, x, 0.0, 0.0}); }

Interval Expression::bounds(const Interval& x, const std::array<Interval, 3>& d) const {
    return run<Interval>({x, d[0], d[1], d[2]});
}

}  // namespace callosum
