#include "engine/base/math.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/lane_portable.hpp"
#include "engine/base/math_lanes.hpp"

/// Errors are measured against the C library's long double functions (64-bit significand), whose own
/// error is below 0.01 ulp of double.
namespace callosum::math {
namespace {

using Extended = long double;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// |got - exact| in units of the last place of T at `exact`.
template <class T>
double ulps(T got, Extended exact) {
    if (static_cast<Extended>(got) == exact) { return 0; }
    const int least = std::numeric_limits<T>::min_exponent - std::numeric_limits<T>::digits;
    const int last = exact == 0 ? least : std::ilogb(exact) + 1 - std::numeric_limits<T>::digits;
    const Extended unit = std::ldexp(Extended{1}, std::max(last, least));
    return static_cast<double>(std::abs(static_cast<Extended>(got) - exact) / unit);
}
double relative(double got, Extended exact) {
    return static_cast<double>(std::abs((static_cast<Extended>(got) - exact) / exact));
}

/// n values spread evenly over [from, to], at random inside their cells.
std::vector<double> spread(double from, double to, int n = 100'000) {
    std::mt19937_64 draw(3);
    std::uniform_real_distribution<double> unit(0, 1);
    std::vector<double> x;
    for (int i = 0; i < n; ++i) { x.push_back(from + (to - from) * ((i + unit(draw)) / n)); }
    return x;
}
/// Magnitudes spread evenly in their logarithm.
std::vector<double> spread_log(double from, double to, int n = 100'000) {
    auto x = spread(std::log(from), std::log(to), n);
    for (double& value : x) { value = std::exp(value); }
    return x;
}

Extended cdf(Extended x) {
    return 0.5L * std::erfc(-x * 0.70710678118654752440084436210484903928L);
}
/// One Newton step from a good guess squares its relative error.
Extended quantile(Extended p, double guess) {
    const Extended x = guess;
    const Extended density = std::exp(-0.5L * x * x) * 0.39894228040143267793994605993438186848L;
    return x - (cdf(x) - p) / density;
}

struct Bound {
    const char* name;
    double (*function)(double);
    Extended (*exact)(Extended);
    std::vector<double> domain;
    double max_ulps;
};

TEST(Math, KeepsItsErrorBounds) {
    const Bound bounds[] = {
        {"exp", exp, std::exp, spread(-708, 709.7), 1},
        {"exp near 0", exp, std::exp, spread(-1, 1), 1},
        {"exp, subnormal results", exp, std::exp, spread(-745.1, -708), 1},
        {"expm1", expm1, std::expm1, spread(-60, 709.7), 2},
        {"expm1 near 0", expm1, std::expm1, spread(-3, 3), 2},
        {"expm1, tiny", expm1, std::expm1, spread_log(1e-300, 1e-2), 2},
        {"log", log, std::log, spread_log(1e-307, 1e308), 1},
        {"log near 1", log, std::log, spread(0.5, 2), 1},
        {"log next to 1", log, std::log, spread(1 - 1e-6, 1 + 1e-6), 1},
        {"log, subnormal", log, std::log, spread_log(1e-320, 1e-307), 1},
        {"log1p", log1p, std::log1p, spread_log(1e-300, 1e300), 2},
        {"log1p near 0", log1p, std::log1p, spread(-0.9999, 3), 2},
    };

    for (const Bound& b : bounds) {
        double worst = 0;
        for (const double x : b.domain) {
            worst = std::max(worst, ulps(b.function(x), b.exact(static_cast<Extended>(x))));
        }
        EXPECT_LE(worst, b.max_ulps) << b.name;
        RecordProperty(b.name, std::to_string(worst));
    }
}

TEST(Math, SineAndCosineAreWithin2UlpsOr1em16) {
    for (const double scale : {1.0, 10.0, 1e3, 1e6}) {
        double worst = 0;
        for (const double x : spread(-scale, scale)) {
            const auto error = [](double got, Extended exact) {
                const double absolute = static_cast<double>(std::abs(got - exact)) / 1e-16;
                return std::min(absolute, 0.5 * ulps(got, exact));
            };
            worst = std::max({worst, error(sin(x), std::sin(static_cast<Extended>(x))),
                              error(cos(x), std::cos(static_cast<Extended>(x)))});
        }
        EXPECT_LE(worst, 1) << scale;
    }
    EXPECT_EQ(sin(0.0), 0.0);
    EXPECT_EQ(cos(0.0), 1.0);
}

TEST(Math, PowerIsWithin1em14) {
    double worst = 0;
    const auto bases = spread_log(1e-50, 1e50, 1000);
    for (const double x : bases) {
        for (const double result : spread(-230, 230, 200)) {
            const double y = result / std::log(x);
            const auto exact = std::pow(static_cast<Extended>(x), static_cast<Extended>(y));
            worst = std::max(worst, relative(pow(x, y), exact));
        }
    }
    for (const double x : spread(0.99, 1.01, 2000)) {
        const auto exact = std::pow(static_cast<Extended>(x), static_cast<Extended>(1234.5));
        worst = std::max(worst, relative(pow(x, 1234.5), exact));
    }

    EXPECT_LE(worst, 1e-14);
    EXPECT_EQ(pow(2, 10), 1024);
    EXPECT_EQ(pow(10, 2), 100);
    EXPECT_EQ(pow(7, 1), 7);
    EXPECT_EQ(pow(3, 0), 1);
    EXPECT_EQ(pow(0, 2), 0);
    EXPECT_EQ(pow(0, -2), infinity);
    EXPECT_EQ(pow(infinity, -1), 0);
    EXPECT_EQ(pow(1e300, 2), infinity);
    EXPECT_EQ(pow(1e-300, 2), 0);
    EXPECT_TRUE(std::isnan(pow(-1, 2)));
}

TEST(Math, NormalCdfIsWithin1em13) {
    for (const auto& [from, to] : {std::pair{-37.0, 8.0}, {-2.0, 2.0}, {-1e-3, 1e-3}}) {
        double worst = 0;
        for (const double x : spread(from, to)) {
            worst = std::max(worst, relative(normal_cdf(x), cdf(x)));
        }
        EXPECT_LE(worst, 1e-13);
    }
    EXPECT_NEAR(normal_cdf(0), 0.5, 2.3e-16);
    EXPECT_EQ(normal_cdf(40), 1);
    EXPECT_EQ(normal_cdf(infinity), 1);
    EXPECT_EQ(normal_cdf(-infinity), 0);
    EXPECT_TRUE(std::isnan(normal_cdf(nan)));
}

TEST(Math, NormalQuantileIsWithin1em14) {
    std::vector<double> domain = spread(1e-9, 0.4999);
    for (const double p : spread_log(1e-300, 0.4)) { domain.push_back(p); }
    double worst = 0;
    for (const double p : domain) {
        const double x = normal_quantile(p);
        worst = std::max(worst, relative(x, quantile(p, x)));
    }

    EXPECT_LE(worst, 1e-14);
    EXPECT_EQ(normal_quantile(0.5), 0);
    EXPECT_EQ(normal_quantile(0), -infinity);
    EXPECT_EQ(normal_quantile(1), infinity);
    EXPECT_TRUE(std::isnan(normal_quantile(nan)));
}

/// p = (u + 1/2) / 2^32 is what samples are drawn from.
TEST(Math, NormalQuantileIsOddAndMonotoneOnTheGridOf32Bits) {
    const auto at = [](std::uint32_t u) { return normal_quantile((u + 0.5) * 0x1p-32); };
    const double change = 0.075 * 0x1p32;  // where the middle takes over from the tail
    for (const double centre : {300.0, 1e6, change, 0.3 * 0x1p32, 0.5 * 0x1p32}) {
        const auto first = static_cast<std::uint32_t>(centre - 300);
        for (std::uint32_t u = first; u < first + 50'000; ++u) {
            ASSERT_LT(at(u), at(u + 1)) << u;
            ASSERT_EQ(at(u), -at(~u)) << u;
        }
    }
}

TEST(Math, HasTheLimitsOfItsFunctions) {
    EXPECT_EQ(exp(0), 1);
    EXPECT_EQ(exp(-745.2), 0);
    EXPECT_GT(exp(-745.1), 0);
    EXPECT_EQ(exp(709.8), infinity);
    EXPECT_EQ(exp(infinity), infinity);
    EXPECT_EQ(exp(-infinity), 0);
    EXPECT_EQ(expm1(-100), -1);
    EXPECT_EQ(expm1(710), infinity);
    EXPECT_TRUE(std::signbit(expm1(-0.0)));
    EXPECT_EQ(log(1), 0);
    EXPECT_EQ(log(0), -infinity);
    EXPECT_EQ(log(infinity), infinity);
    EXPECT_EQ(log1p(-1), -infinity);
    EXPECT_EQ(log1p(infinity), infinity);
    EXPECT_EQ(log1p(1e-320), 1e-320);
    for (const double x : {log(-1), log1p(-1.5), exp(nan), expm1(nan), log(nan), log1p(nan),
                           sin(nan), cos(infinity), pow(nan, 1)}) {
        EXPECT_TRUE(std::isnan(x));
    }
}

TEST(Math, SingleExpAndLogAreWithin1Ulp) {
    double worst_exp = 0;
    double worst_log = 0;
    for (const double x : spread(-103, 88.7)) {
        const auto y = static_cast<float>(x);
        worst_exp = std::max(worst_exp, ulps(exp_(y), std::exp(static_cast<Extended>(y))));
    }
    for (const auto& domain : {spread_log(1e-44, 3e38), spread(0.5, 2)}) {
        for (const double x : domain) {
            const auto y = static_cast<float>(x);
            worst_log = std::max(worst_log, ulps(log_(y), std::log(static_cast<Extended>(y))));
        }
    }

    EXPECT_LE(worst_exp, 1);
    EXPECT_LE(worst_log, 1);
    EXPECT_EQ(exp_(100.0F), std::numeric_limits<float>::infinity());
    EXPECT_EQ(exp_(-110.0F), 0.0F);
}

template <class T>
void expect_short_forms_within_2_ulp(double least, double most) {
    double worst_exp = 0;
    double worst_log = 0;
    for (const double x : spread(least, most)) {
        const auto y = static_cast<T>(x);
        worst_exp = std::max(worst_exp, ulps(exp_flushed_(y), std::exp(static_cast<Extended>(y))));
    }
    for (const double x : spread_log(std::numeric_limits<T>::min(), 3e38)) {
        const auto y = static_cast<T>(x);
        worst_log = std::max(worst_log, ulps(log_normal_(y), std::log(static_cast<Extended>(y))));
    }
    EXPECT_LE(worst_exp, 2);
    EXPECT_LE(worst_log, 2);
    EXPECT_EQ(exp_flushed_(T(-1e30)), T(0));
    EXPECT_EQ(exp_flushed_(-std::numeric_limits<T>::infinity()), T(0));
    EXPECT_TRUE(std::isfinite(exp_flushed_(T(1e30))));
    EXPECT_TRUE(std::isfinite(log_normal_(T(0))));
    EXPECT_EQ(log_normal_(T(1)), T(0));
}
TEST(Math, ShortFormsAreAsExactForNormalNumbers) {
    expect_short_forms_within_2_ulp<float>(-87, 88);
    expect_short_forms_within_2_ulp<double>(-708, 709);
}

/// The bits of x, all NaN alike: neither payload nor sign of a NaN means anything.
template <class T>
std::uint64_t bits(T x) {
    return std::isnan(x) ? ~std::uint64_t{0} : std::bit_cast<std::uint64_t>(static_cast<double>(x));
}

template <class V, class T, class F>
void expect_lanes_equal_scalars(const std::vector<T>& domain, F function) {
    alignas(64) std::array<T, 16> in;
    alignas(64) std::array<T, 16> out;
    for (std::size_t first = 0; first + 16 <= domain.size(); first += 16) {
        std::copy_n(domain.begin() + static_cast<std::ptrdiff_t>(first), 16, in.begin());

        function(V::load(in.data())).store(out.data());

        for (std::size_t i = 0; i < 16; ++i) {
            ASSERT_EQ(bits(out[i]), bits(function(in[i]))) << in[i];
        }
    }
}
template <class T, class F>
void expect_paths_equal(const std::vector<T>& domain, F function) {
    expect_lanes_equal_scalars<Pack<T>>(domain, function);
    expect_lanes_equal_scalars<portable::Pack<T>>(domain, function);
}

/// Any bit pattern, ordinary values, and the special ones.
template <class T>
std::vector<T> anything() {
    using Limits = std::numeric_limits<T>;
    using Word = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
    std::vector<T> x{
        0,       -T{0}, Limits::infinity(),   -Limits::infinity(),   Limits::quiet_NaN(),
        1,       -1,    Limits::min(),        Limits::max(),         Limits::lowest(),
        T(0.5),  2,     Limits::denorm_min(), -Limits::denorm_min(), T(1e-30),
        T(0.075)};
    std::mt19937_64 draw(5);
    for (int i = 0; i < 16'000; ++i) {
        x.push_back(std::bit_cast<T>(static_cast<Word>(draw())));
        x.push_back(static_cast<T>(std::ldexp(static_cast<double>(draw()), -64)));
        x.push_back(static_cast<T>(std::ldexp(static_cast<double>(draw()), -53) - 1024));
    }
    return x;
}

TEST(Math, GivesTheSameBitsInScalarsAndLanes) {
    const auto doubles = anything<double>();
    const auto floats = anything<float>();
    expect_paths_equal(doubles, [](auto x) { return exp_(x); });
    expect_paths_equal(doubles, [](auto x) { return expm1_(x); });
    expect_paths_equal(doubles, [](auto x) { return log_(x); });
    expect_paths_equal(doubles, [](auto x) { return log1p_(x); });
    expect_paths_equal(doubles, [](auto x) { return pow_(abs(x), x); });
    expect_paths_equal(doubles, [](auto x) { return pow_(x, decltype(x)(0.37)); });
    expect_paths_equal(doubles, [](auto x) { return sin_(x); });
    expect_paths_equal(doubles, [](auto x) { return cos_(x); });
    expect_paths_equal(doubles, [](auto x) { return normal_cdf_(x); });
    expect_paths_equal(doubles, [](auto x) { return normal_quantile_(x); });
    expect_paths_equal(floats, [](auto x) { return exp_(x); });
    expect_paths_equal(floats, [](auto x) { return log_(x); });
    expect_paths_equal(doubles, [](auto x) { return exp_flushed_(x); });
    expect_paths_equal(floats, [](auto x) { return exp_flushed_(x); });
    expect_paths_equal(doubles, [](auto x) { return log_normal_(abs(x)); });
    expect_paths_equal(floats, [](auto x) { return log_normal_(abs(x)); });
}

}  // namespace
}  // namespace callosum::math
