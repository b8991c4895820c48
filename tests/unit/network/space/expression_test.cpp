#include "network/space/expression.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "network/space/kernel.hpp"

namespace callosum::test {
namespace {

TEST(Expression, HasTheUsualPrecedence) {
    EXPECT_DOUBLE_EQ(Expression("2+3*4-5")(0), 9);
    EXPECT_DOUBLE_EQ(Expression("(2+3)*4")(0), 20);
    EXPECT_DOUBLE_EQ(Expression("-2^2")(0), -4);
    EXPECT_DOUBLE_EQ(Expression("2^3^2")(0), 512);
    EXPECT_DOUBLE_EQ(Expression("8/4/2")(0), 1);
    EXPECT_DOUBLE_EQ(Expression("2^-1")(0), 0.5);
    EXPECT_DOUBLE_EQ(Expression("1e-3*x")(5), 5e-3);
    EXPECT_NEAR(Expression("0.4*exp(-x/232)")(100), 0.4 * std::exp(-100.0 / 232), 1e-15);
    EXPECT_NEAR(Expression("pow(x, 1.5) + sqrt(x) - log(x) + pi")(4), 8 + 2 - std::log(4.0) + M_PI,
                1e-12);
    EXPECT_DOUBLE_EQ(Expression("min(x, 3) + max(x, 3) + abs(-1) + cut(x, 2) + cut(1, 2)")(5), 14);
    EXPECT_DOUBLE_EQ(Expression("(x-100)^2")(98), 4);
}

TEST(Expression, SaysWhereItIsWrong) {
    const auto place = [](const char* text) -> std::size_t {
        try {
            (void)Expression(std::string_view(text));
        } catch (const ExpressionError& error) { return error.position; }
        return 0;
    };
    EXPECT_EQ(place("0.4*exp(-x/)"), 12U);
    EXPECT_EQ(place("0.4 exp(x)"), 5U);
    EXPECT_EQ(place("2*y"), 3U);
    EXPECT_EQ(place("max(1)"), 6U);
    EXPECT_EQ(place("exp(x"), 6U);
    EXPECT_EQ(place(""), 1U);
    EXPECT_GT(place(std::string(1000, '(').c_str()), 0U);
    EXPECT_GT(place(std::string(1000, '-').c_str()), 0U);
}

TEST(Expression, GivesTheSameBitsInLanes) {
    for (const char* text : {"0.4*exp(-x/232)", "pow(x,0.3)/(1+x)", "cut(x^3-log(x),5)*dx"}) {
        const Expression formula{std::string_view(text)};
        Expression::Variables variables;
        for (std::size_t i = 0; i < Expression::width; ++i) {
            variables.x[i] = variables.d[0][i] = 0.1 + 3.7 * static_cast<double>(i);
        }
        Expression::Lanes values{};
        formula.evaluate(variables, values);
        for (std::size_t i = 0; i < Expression::width; ++i) {
            EXPECT_EQ(values[i], formula(variables.x[i])) << text;
        }
    }
}

TEST(Expression, HasBoundsThatHold) {
    for (const char* text :
         {"0.4*exp(-x/232)", "exp(-0.5*((x-100)/30)^2)", "x^0.7*exp(-x/50)", "(x-80)^3",
          "cut(0.5-x/400, 0.1)", "1/(1+x)", "min(x,60)-max(x,90)", "abs(x-50)^2.5", "x*(200-x)"}) {
        const Expression formula{std::string_view(text)};
        for (double low = 0; low < 200; low += 23) {
            const double high = low + 40;
            const Interval x{low, high};
            const Interval found = formula.bounds(x, {x, Interval{}, Interval{}});
            for (int k = 0; k <= 100; ++k) {
                const double value = formula(low + (high - low) * k / 100);
                ASSERT_GE(value, found.low - 1e-12 * std::abs(value)) << text;
                ASSERT_LE(value, found.high + 1e-12 * std::abs(value)) << text;
            }
        }
    }
    // Tight where the formula falls off.
    EXPECT_NEAR(Expression("0.4*exp(-x/232)").bounds({0, 50}, {}).high, 0.4, 1e-9);
}

TEST(Kernel, NamesStandForNestsFunctions) {
    const double x = 70;
    EXPECT_NEAR(named_kernel("exponential", {{"beta", 50}, {"p_center", 0.3}})(x),
                0.3 * std::exp(-x / 50), 1e-15);
    EXPECT_NEAR(named_kernel("gaussian", {{"std", 40}, {"mean", 10}})(x), std::exp(-0.5 * 2.25),
                1e-15);
    EXPECT_NEAR(named_kernel("linear", {{"slope", -0.01}, {"offset", 0.1}})(x), 0.4, 1e-15);
    EXPECT_EQ(named_kernel("linear", {{"slope", -0.01}, {"cutoff", 0.5}})(x), 0);
    EXPECT_NEAR(named_kernel("gamma", {{"kappa", 2.5}, {"theta", 30}})(x),
                std::pow(x, 1.5) * std::exp(-x / 30) / (std::pow(30, 2.5) * std::tgamma(2.5)),
                1e-14);
    EXPECT_NEAR(named_kernel("constant", {{"p_center", 0.25}})(x), 0.25, 0);
    const Expression tilted = named_kernel(
        "gaussian2D", {{"std_x", 20}, {"std_y", 30}, {"mean_x", 5}, {"mean_y", -5}, {"rho", 0.4}});
    Expression::Variables variables;
    variables.d[0].fill(25);
    variables.d[1].fill(10);
    Expression::Lanes values{};
    tilted.evaluate(variables, values);
    const double u = 20.0 / 20;
    const double v = 15.0 / 30;
    EXPECT_NEAR(values[3], std::exp(-(u * u + v * v - 0.8 * u * v) / (2 * (1 - 0.16))), 1e-15);
}

}  // namespace
}  // namespace callosum::test
