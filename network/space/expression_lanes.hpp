#pragma once

#include <cmath>
#include <limits>
#include <type_traits>

#include "engine/base/lane.hpp"
#include "engine/base/math_lanes.hpp"
#include "network/space/expression.hpp"

/// The stack machine of formulas, as a template over what it calculates with.
namespace callosum {

/// Evaluation of a formula for sixteen displacements.
struct ExpressionKernels {
    static constexpr bool uses_aes = false;
    void (*evaluate)(const Expression& of, const Expression::Variables& variables,
                     Expression::Lanes& out);
};

namespace formula {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

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

}  // namespace formula

template <class V>
V Expression::run(const std::array<V, 4>& variables) const {
    std::array<V, max_depth> stack;
    std::size_t top = 0;  // index above the last value
    for (const auto& step : steps_) {
        if (step.op == Op::number) {
            stack[top++] = formula::number<V>(step.number);
        } else if (step.op <= Op::dz) {
            stack[top++] =
                variables[static_cast<std::size_t>(step.op) - static_cast<std::size_t>(Op::x)];
        } else if (step.op == Op::whole_power) {
            stack[top - 1] = formula::Calculate<V>::whole_power(stack[top - 1], step.number);
        } else if (const auto of_one = formula::unary<V>(step.op)) {
            stack[top - 1] = of_one(stack[top - 1]);
        } else {
            --top;
            stack[top - 1] = formula::binary<V>(step.op)(stack[top - 1], stack[top]);
        }
    }
    return stack[0];
}

}  // namespace callosum
