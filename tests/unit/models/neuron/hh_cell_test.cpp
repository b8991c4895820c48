#include "models/neuron/hh_cell.hpp"

#include <gtest/gtest.h>

#include "tests/support/hh_solution.hpp"

namespace callosum {
namespace hh_cell_test {
namespace {

template <class Kinetics, class T>
test::HhRates rates_at(double v) {
    const auto r = Kinetics::template at<T>(static_cast<T>(v));
    const auto scale = Kinetics::scale;
    const auto open = [](double s, const auto& g) {
        return s * static_cast<double>(g.open / g.unit);
    };
    const auto shut = [](double s, const auto& g) {
        return s * static_cast<double>((g.total - g.open) / g.unit);
    };
    return {open(scale.m, r.m), shut(scale.m, r.m), open(scale.h, r.h),
            shut(scale.h, r.h), open(scale.n, r.n), shut(scale.n, r.n)};
}

/// Largest error relative to what counts, the sum of a gate's two rates.
double error(const test::HhRates& found, const test::HhRates& exact) {
    const auto gate = [](double a, double b, double alpha, double beta) {
        return std::max(std::abs(a - alpha), std::abs(b - beta)) / (alpha + beta);
    };
    return std::max({gate(found.alpha_m, found.beta_m, exact.alpha_m, exact.beta_m),
                     gate(found.alpha_h, found.beta_h, exact.alpha_h, exact.beta_h),
                     gate(found.alpha_n, found.beta_n, exact.alpha_n, exact.beta_n)});
}

template <class Kinetics, class T>
double largest_error(double from, double to, test::HhRates (*exact)(double)) {
    double largest = 0;
    for (double v = from; v <= to; v += 1.0 / 64) {  // meets all singular points
        largest = std::max(largest, error(rates_at<Kinetics, T>(v), exact(v)));
    }
    return largest;
}

// 2e-10: exp(x) - 1 loses digits up to where its series takes over, |x| = 3e-5; in float at 0.1.
TEST(HhRates, AreThoseOfTheEquations) {
    EXPECT_LT((largest_error<hh::TraubRates, double>(-60, 120, test::traub_rates)), 2e-10);
    EXPECT_LT((largest_error<hh::SquidRates, double>(-120, 60, test::squid_rates)), 2e-10);
    EXPECT_LT((largest_error<hh::TraubRates, float>(-60, 120, test::traub_rates)), 2e-4);
    EXPECT_LT((largest_error<hh::SquidRates, float>(-120, 60, test::squid_rates)), 2e-4);
}

TEST(HhRates, HaveTheirLimitsWhereTheEquationsAreZeroByZero) {
    for (const double near : {0.0, 1e-13, -1e-9, 1e-5, -2e-4}) {
        EXPECT_NEAR((rates_at<hh::TraubRates, double>(13 + near).alpha_m),
                    test::traub_rates(13 + near).alpha_m, 1e-9);
        EXPECT_NEAR((rates_at<hh::TraubRates, double>(40 + near).beta_m),
                    test::traub_rates(40 + near).beta_m, 1e-9);
        EXPECT_NEAR((rates_at<hh::TraubRates, double>(15 + near).alpha_n),
                    test::traub_rates(15 + near).alpha_n, 1e-9);
        EXPECT_NEAR((rates_at<hh::SquidRates, double>(-40 + near).alpha_m),
                    test::squid_rates(-40 + near).alpha_m, 1e-9);
        EXPECT_NEAR((rates_at<hh::SquidRates, double>(-55 + near).alpha_n),
                    test::squid_rates(-55 + near).alpha_n, 1e-9);
    }
}

template <class Kinetics, class T>
bool finite_at(double v) {
    const auto r = Kinetics::template at<T>(static_cast<T>(v));
    bool fine = true;
    for (const auto& gate : {r.m, r.h, r.n}) {
        fine = fine && std::isfinite(gate.open / gate.unit) &&
               std::isfinite(gate.total / gate.unit) && gate.total / gate.unit >= 0;
    }
    return fine;
}

TEST(HhRates, StayFiniteFarOut) {
    for (const double v : {-1e5, -1000.0, -300.0, -150.0, 200.0, 400.0, 1e5}) {
        EXPECT_TRUE((finite_at<hh::TraubRates, double>(v))) << v;
        EXPECT_TRUE((finite_at<hh::SquidRates, double>(v))) << v;
        EXPECT_TRUE((finite_at<hh::TraubRates, float>(v))) << v;
        EXPECT_TRUE((finite_at<hh::SquidRates, float>(v))) << v;
    }
}

}  // namespace
}  // namespace hh_cell_test
}  // namespace callosum
