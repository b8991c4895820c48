#include <gtest/gtest.h>

#include "models/propagator.hpp"

namespace callosum {
namespace propagator_chain_test {
namespace {

using propagator::chain;

void expect_close(double value, double exact) {
    EXPECT_NEAR(value, exact, 1e-14 * std::abs(exact));
}

TEST(Chain, EqualsTheMembraneOfAnAlphaCurrent) {
    for (const double tau : {0.01, 0.3, 2.0, 9.999999, 10.0, 30.0}) {
        const propagator::Membrane membrane{0.1, 10, 1};
        const auto row = chain<3>({0.1, 1 / tau, 1 / tau}, 0.1);

        expect_close(row[0], membrane.decay());
        expect_close(row[1], membrane.from_exponential(tau));
        // that of the membrane loses digits where tau is far below the step
        EXPECT_NEAR(row[2], membrane.from_alpha(tau), 1e-13 * row[2]);
    }
}

TEST(Chain, HasItsLimitWhereAllRatesAreEqual) {
    for (const double rate : {0.0, 0.09, 4.0, 500.0}) {
        const auto row = chain<4>({rate, rate, rate, rate}, 0.5);

        double expected = std::exp(-rate * 0.5);
        for (int j = 0; j < 4; expected *= 0.5 / ++j) {
            EXPECT_NEAR(row[static_cast<std::size_t>(j)], expected, 1e-12 * expected);
        }
    }
}

TEST(Chain, EqualsDividedDifferencesOfTheExponential) {
    const auto row = chain<3>({1, 3, 7}, 2);

    const double a = std::exp(-2.0);
    const double b = std::exp(-6.0);
    const double c = std::exp(-14.0);
    EXPECT_NEAR(row[1], (a - b) / 2, 1e-14 * row[1]);
    EXPECT_NEAR(row[2], a / (2 * 6) - b / (2 * 4) + c / (6 * 4), 1e-14 * row[2]);
}

}  // namespace
}  // namespace propagator_chain_test
}  // namespace callosum
