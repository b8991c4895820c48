#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

#include "network/space/expression.hpp"

namespace callosum {

namespace {

using Op = Expression::Op;

struct Function {
    std::string_view name;
    Op op;
    int n_arguments;
};
constexpr std::array functions{Function{"exp", Op::exp, 1},   Function{"log", Op::log, 1},
                               Function{"sqrt", Op::sqrt, 1}, Function{"abs", Op::abs, 1},
                               Function{"min", Op::min, 2},   Function{"max", Op::max, 2},
                               Function{"pow", Op::power, 2}, Function{"cut", Op::cut, 2}};

struct Variable {
    std::string_view name;
    Op op;
};
constexpr std::array variables{Variable{"x", Op::x}, Variable{"dx", Op::dx}, Variable{"dy", Op::dy},
                               Variable{"dz", Op::dz}};

/// Parser by recursive descent. Each rule leaves its value on top of the stack.
class Parser {
  public:
    explicit Parser(std::string_view text) : text_(text) {}

    std::vector<Expression::Step> all() {
        sum();
        skip_space();
        if (at_ < text_.size()) { fail("expected an operator, found '" + rest() + "'"); }
        return std::move(steps_);
    }

  private:
    [[noreturn]] void fail(const std::string& what) const { throw ExpressionError(at_ + 1, what); }
    [[nodiscard]] std::string rest() const { return std::string(text_.substr(at_, 12)); }

    void skip_space() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
            ++at_;
        }
    }
    bool take(char c) {
        skip_space();
        if (at_ >= text_.size() || text_[at_] != c) { return false; }
        ++at_;
        return true;
    }
    void push(Op op, double number = 0) {
        if (++depth_ > Expression::max_depth) { fail("the formula is nested too deeply"); }
        steps_.push_back({op, number});
    }
    void join(Op op, std::size_t n_arguments) {
        depth_ -= n_arguments - 1;
        steps_.push_back({op, 0});
    }

    void sum() {
        if (++nesting_ > Expression::max_depth) { fail("the formula is nested too deeply"); }
        product();
        for (;;) {
            if (take('+')) {
                product();
                join(Op::add, 2);
            } else if (take('-')) {
                product();
                join(Op::subtract, 2);
            } else {
                break;
            }
        }
        --nesting_;
    }
    void product() {
        signed_value();
        for (;;) {
            if (take('*')) {
                signed_value();
                join(Op::multiply, 2);
            } else if (take('/')) {
                signed_value();
                join(Op::divide, 2);
            } else {
                return;
            }
        }
    }
    /// Parses a value with signs and powers; -x^2 is -(x^2), and ^ binds to the right.
    void signed_value() {
        if (++nesting_ > Expression::max_depth) { fail("the formula is nested too deeply"); }
        if (take('-')) {
            signed_value();
            join(Op::negate, 1);
        } else if (take('+')) {
            signed_value();
        } else {
            value();
            if (take('^')) {
                signed_value();
                power();
            }
        }
        --nesting_;
    }
    /// Takes a literal whole exponent as such, because it needs no logarithm and allows any base.
    void power() {
        constexpr double most = 64;
        bool negative = false;
        std::size_t last = steps_.size() - 1;
        if (steps_[last].op == Op::negate && last > 0) {
            negative = true;
            --last;
        }
        const auto& step = steps_[last];
        if (step.op == Op::number && step.number == std::floor(step.number) &&
            step.number <= most) {
            const double exponent = negative ? -step.number : step.number;
            steps_.resize(last);
            --depth_;
            steps_.push_back({Op::whole_power, exponent});
            return;
        }
        join(Op::power, 2);
    }
    void value() {
        skip_space();
        if (at_ >= text_.size()) { fail("ends where a number, x or '(' is expected"); }
        const char c = text_[at_];
        if (c == '(') {
            ++at_;
            sum();
            if (!take(')')) { fail("')' is missing"); }
        } else if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.') {
            number();
        } else if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
            name();
        } else {
            fail("expected a number, x or '(', found '" + rest() + "'");
        }
    }
    void number() {
        double found = 0;
        const char* first = text_.data() + at_;
        const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), found);
        if (error != std::errc{}) { fail("'" + rest() + "' is not a number"); }
        push(Op::number, found);
        at_ += static_cast<std::size_t>(end - first);
    }
    void name() {
        std::size_t end = at_;
        while (end < text_.size() &&
               (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 || text_[end] == '_')) {
            ++end;
        }
        const std::string_view word = text_.substr(at_, end - at_);
        for (const auto& variable : variables) {
            if (variable.name != word) { continue; }
            push(variable.op);
            at_ = end;
            return;
        }
        if (word == "pi") {
            push(Op::number, 3.14159265358979323846);
            at_ = end;
            return;
        }
        for (const auto& function : functions) {
            if (function.name != word) { continue; }
            at_ = end;
            arguments(function);
            return;
        }
        fail("there is no '" + std::string(word) +
             "'; known are x, dx, dy, dz, pi, exp, log, sqrt, abs, min, max, pow, cut");
    }
    void arguments(const Function& function) {
        const std::string call = std::string(function.name) + "(...)";
        if (!take('(')) { fail("'(' is missing: " + call); }
        sum();
        for (int n = 1; n < function.n_arguments; ++n) {
            if (!take(',')) { fail(call + " has two arguments; ',' is missing"); }
            sum();
        }
        if (!take(')')) { fail("')' is missing, or " + call + " has too many arguments"); }
        join(function.op, static_cast<std::size_t>(function.n_arguments));
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;    ///< values on the stack at this point
    std::size_t nesting_ = 0;  ///< depth of the recursion at this point
    std::vector<Expression::Step> steps_;
};

}  // namespace

namespace detail {
std::vector<Expression::Step> parse_expression(std::string_view text) { return Parser(text).all(); }
}  // namespace detail

}  // namespace callosum
