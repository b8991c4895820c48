#include "models/propagator.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace callosum::test {
namespace propagator_test {
namespace {

using propagator::Membrane;

/// The textbook forms in 80-bit numbers; only where tau_m and tau_syn lie apart.
struct Textbook {
    long double h, tau_m, c_m;
    [[nodiscard]] long double from_exponential(long double tau) const {
        return tau_m * tau / (c_m * (tau_m - tau)) * (std::exp(-h / tau_m) - std::exp(-h / tau));
    }
    [[nodiscard]] long double from_alpha(long double tau) const {
        const long double d = 1 / tau - 1 / tau_m;
        return (std::exp(-h / tau_m) - std::exp(-h / tau) * (1 + d * h)) / (d * d * c_m);
    }
};

void expect_relative(double found, double expected, double tolerance) {
    EXPECT_NEAR(found / expected, 1, tolerance) << found << " and " << expected;
}

TEST(Propagator, EqualsTheTextbookWhereTimeConstantsLieApart) {
    for (const double h : {0.01, 0.1, 1.0}) {
        for (const double tau_syn : {0.1, 0.5, 2.0, 6.0, 30.0, 200.0}) {
            const Membrane membrane{h, 10, 250};
            const Textbook textbook{h, 10, 250};
            // Ours lose a few last digits; the textbook's cancellation costs about (tau/h)^2 of 1e-19.
            expect_relative(membrane.from_exponential(tau_syn),
                            static_cast<double>(textbook.from_exponential(tau_syn)), 1e-13);
            expect_relative(membrane.from_alpha(tau_syn),
                            static_cast<double>(textbook.from_alpha(tau_syn)), 1e-11);
        }
    }
}

TEST(Propagator, HasItsLimitWhereTimeConstantsMeet) {
    for (const double h : {0.01, 0.1, 1.0}) {
        for (const double tau : {0.5, 2.0, 10.0}) {
            const Membrane membrane{h, tau, 250};
            const double decay = std::exp(-h / tau);

            expect_relative(membrane.from_exponential(tau), h / 250 * decay, 1e-15);
            expect_relative(membrane.from_alpha(tau), h * h / 500 * decay, 1e-15);
        }
    }
}

TEST(Propagator, IsContinuousWhereTimeConstantsMeet) {
    for (const double h : {0.01, 0.1, 1.0}) {
        const double tau = 10;
        const Membrane membrane{h, tau, 250};
        for (const double apart : {1e-15, 1e-14, 1e-13, 1e-12}) {
            for (const double near : {tau * (1 + apart), tau * (1 - apart)}) {
                expect_relative(membrane.from_exponential(near), membrane.from_exponential(tau),
                                1e-12);
                expect_relative(membrane.from_alpha(near), membrane.from_alpha(tau), 1e-12);
            }
        }
        // Further off it changes as its slope says: d ln/d ln tau is h / (2 tau), 2 h / (3 tau).
        for (const double apart : {1e-6, 1e-4}) {
            const double near = tau * (1 + apart);
            EXPECT_NEAR(membrane.from_exponential(near) / membrane.from_exponential(tau) - 1,
                        apart * h / (2 * tau), 2 * apart * apart);
            EXPECT_NEAR(membrane.from_alpha(near) / membrane.from_alpha(tau) - 1,
                        2 * apart * h / (3 * tau), 2 * apart * apart);
        }
    }
}

TEST(Propagator, ChangesItsFormWithoutAStep) {
    const auto exact = [](long double x) {
        return static_cast<double>((1 - (1 + x) * std::exp(-x)) / (x * x));
    };
    for (const double x :
         {0.3, 0.49, 0.4999999, 0.5, 0.5000001, 0.6, 3.0, -0.49, -0.5, -0.51, -3.0}) {
        expect_relative(propagator::phi2(x), exact(x), 5e-15);
    }
    EXPECT_EQ(propagator::phi2(0), 0.5);
    EXPECT_EQ(propagator::phi1(0), 1);
}

TEST(Propagator, IntegratesAConstantCurrentExactly) {
    for (const double h : {0.001, 0.1, 10.0}) {
        const Membrane membrane{h, 10, 250};
        // R = tau_m / C_m = 0.04 GOhm; expm1 of the C library in 80 bits as the measure.
        const auto expected =
            static_cast<double>(-0.04L * std::expm1(-static_cast<long double>(h) / 10));
        expect_relative(membrane.from_constant(), expected, 1e-15);
    }
}

}  // namespace
}  // namespace propagator_test
}  // namespace callosum::test
