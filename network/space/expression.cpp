#include "network/space/expression.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/base/lane.hpp"
#include "engine/base/math.hpp"
#include "engine/base/math_lanes.hpp"

namespace callosum {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Smallest interval that holds the values. A NaN makes it unbounded, which is always sound.
Interval hull(std::initializer_list<double> values) {
    Interval all{infinity, -infinity};
    for (const double value : values) {
        if (std::isnan(value)) { return {-infinity, infinity}; }
        all.low = std::min(all.low, value);
        all.high = std::max(all.high, value);
    }
    return all;
}

/// Operations of a formula on lanes and scalars.
template <class V>
struct Calculate {
    static V add(V a, V b) { return a + b; }
    static V subtract(V a, V b) { return a - b; }
    static V multiply(V a, V b) { return a * b; }
    static V divide(V a, V b) { return a / b; }
    static V negate(V a) { return V(0.0) - a; }
    static V exp(V a) { return math::exp_(a); }
    static V log(V a) { return math::log_(a); }
    static V root(V a) { return sqrt(a); }
    static V absolute(V a) { return abs(a); }
    static V least(V a, V b) { return min(a, b); }
    static V most(V a, V b) { return max(a, b); }
    static V cut(V a, V b) { return select(a >= b, a, V(0.0)); }
    /// Extends pow_, which takes positive bases only, to base 0; a negative base gives NaN.
    static V power(V a, V b) {
        const V zero(0.0);
        const V of_zero = select(b == zero, V(1.0), select(b > zero, zero, V(infinity)));
        const V safe = select(a > zero, a, V(1.0));
        const V below = select(a == zero, of_zero, V(std::numeric_limits<double>::quiet_NaN()));
        return select(a > zero, math::pow_(safe, b), below);
    }
    // Repeated squaring takes any base, and rounds alike on every CPU.
    static V whole_power(V a, double n) {
        V square = a;
        V product(1.0);
        for (auto left = static_cast<unsigned>(std::fabs(n)); left > 0; left >>= 1) {
            if ((left & 1U) != 0) { product = product * square; }
            square = square * square;
        }
        return n < 0 ? V(1.0) / product : product;
    }
};

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

template <class V>
V number(double value) {
    if constexpr (std::is_same_v<V, Interval>) {
        return {value, value};
    } else {
        return V(value);
    }
}

using Op = Expression::Op;

/// Returns the function of an operation with one operand; nullptr for others.
template <class V>
auto unary(Op op) -> V (*)(V) {
    using C = Calculate<V>;
    switch (op) {
        case Op::negate:
            return C::negate;
        case Op::exp:
            return C::exp;
        case Op::log:
            return C::log;
        case Op::sqrt:
            return C::root;
        case Op::abs:
            return C::absolute;
        default:
            return nullptr;
    }
}

/// Returns the function of an operation with two operands.
template <class V>
auto binary(Op op) -> V (*)(V, V) {
    using C = Calculate<V>;
    switch (op) {
        case Op::subtract:
            return C::subtract;
        case Op::multiply:
            return C::multiply;
        case Op::divide:
            return C::divide;
        case Op::power:
            return C::power;
        case Op::min:
            return C::least;
        case Op::max:
            return C::most;
        case Op::cut:
            return C::cut;
        default:
            return C::add;
    }
}

}  // namespace

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

template <class V>
V Expression::run(const std::array<V, 4>& variables) const {
    std::array<V, max_depth> stack;
    std::size_t top = 0;  // index above the last value
    for (const auto& step : steps_) {
        if (step.op == Op::number) {
            stack[top++] = number<V>(step.number);
        } else if (step.op <= Op::dz) {
            stack[top++] =
                variables[static_cast<std::size_t>(step.op) - static_cast<std::size_t>(Op::x)];
        } else if (step.op == Op::whole_power) {
            stack[top - 1] = Calculate<V>::whole_power(stack[top - 1], step.number);
        } else if (const auto of_one = unary<V>(step.op)) {
            stack[top - 1] = of_one(stack[top - 1]);
        } else {
            --top;
            stack[top - 1] = binary<V>(step.op)(stack[top - 1], stack[top]);
        }
    }
    return stack[0];
}

void Expression::evaluate(const Variables& variables, Lanes& out) const {
    using P = Pack<double>;
    const auto load = [](const Lanes& lanes) { return P::load(lanes.data()); };
    alignas(64) Lanes result;
    run<P>({load(variables.x), load(variables.d[0]), load(variables.d[1]), load(variables.d[2])})
        .store(result.data());
    out = result;
}

double Expression::operator()(double x) const { return run<double>({x, x, 0.0, 0.0}); }

Interval Expression::bounds(const Interval& x, const std::array<Interval, 3>& d) const {
    return run<Interval>({x, d[0], d[1], d[2]});
}

}  // namespace callosum
