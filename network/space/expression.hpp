#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"

namespace callosum {

/// A formula that could not be read; `position` counts characters from 1.
struct ExpressionError : Error {
    ExpressionError(std::size_t at, const std::string& what)
        : Error("character " + std::to_string(at) + ": " + what, 1), position(at) {}
    std::size_t position;
};

/// Bounds of the values of a formula.
struct Interval {
    double low = 0;
    double high = 0;
};

/// A formula of a displacement: numbers, x (its length, µm), dx, dy, dz, pi, + - * / ^,
/// parentheses, exp, log, sqrt, abs, min, max, pow, and cut(a, b), which is a where a >= b and 0
/// elsewhere. Elementary functions are those of engine/base/math.hpp, so that values have the same
/// bits on every CPU.
class Expression {
  public:
    Expression() : Expression(0.0) {}
    explicit Expression(double constant);
    /// Parses a formula; throws ExpressionError.
    explicit Expression(std::string_view text);

    static constexpr std::size_t width = 16;
    using Lanes = std::array<double, width>;
    /// Sixteen displacements, which are evaluated at a time: x, dx, dy, dz.
    struct Variables {
        alignas(64) Lanes x{};
        alignas(64) std::array<Lanes, 3> d{};
    };
    void evaluate(const Variables& variables, Lanes& out) const;
    /// Evaluates the formula at a distance (dx = x, dy = dz = 0).
    [[nodiscard]] double operator()(double x) const;
    /// Returns bounds of the value where the variables lie in intervals; sound, not always tight.
    [[nodiscard]] Interval bounds(const Interval& x, const std::array<Interval, 3>& d) const;

    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] bool is_constant() const { return !uses_distance_ && !uses_direction_; }
    /// Whether the value depends on dx, dy or dz.
    [[nodiscard]] bool uses_direction() const { return uses_direction_; }
    friend bool operator==(const Expression& a, const Expression& b) { return a.text_ == b.text_; }

    /// Operations in the order that `run` relies on: number, the four variables, then operators.
    enum class Op : std::uint8_t {
        number,
        x,
        dx,
        dy,
        dz,
        add,
        subtract,
        multiply,
        divide,
        power,
        whole_power,
        negate,
        exp,
        log,
        sqrt,
        abs,
        min,
        max,
        cut
    };
    /// One step of the stack machine that evaluates a formula.
    struct Step {
        Op op = Op::number;
        double number = 0;  ///< constant, or whole exponent
    };
    static constexpr std::size_t max_depth = 32;  ///< of the stack and of parentheses

    /// Evaluates the formula with numbers, many at once or intervals; variables as in Variables.
    template <class V>
    [[nodiscard]] V run(const std::array<V, 4>& variables) const;

  private:
    std::string text_;
    std::vector<Step> steps_;  ///< in reverse Polish order
    bool uses_distance_ = false;
    bool uses_direction_ = false;
};

/// Returns the shortest text that reads back as the same number.
[[nodiscard]] std::string number_text(double value);

namespace detail {
/// Returns the steps of a formula; throws ExpressionError.
[[nodiscard]] std::vector<Expression::Step> parse_expression(std::string_view text);
}  // namespace detail

}  // namespace callosum
