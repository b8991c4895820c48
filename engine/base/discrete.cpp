#include "engine/base/discrete.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/math.hpp"

namespace callosum {

namespace {

constexpr double two_pi = 6.28318530717958647692;
/// Mean below which a search from zero is faster than rejection.
constexpr double inversion_limit = 10.0;

/// Returns log(n!) - log(sqrt(2 pi n) (n / e)^n), the error of Stirling's formula, to double
/// precision.
double stirling_error(double n) {
    static constexpr std::array<double, 16> small = {0.0,
                                                     0.08106146679532725822,
                                                     0.04134069595540929409,
                                                     0.02767792568499833915,
                                                     0.02079067210376509311,
                                                     0.01664469118982119216,
                                                     0.01387612882307074800,
                                                     0.01189670994589177010,
                                                     0.01041126526197209650,
                                                     0.009255462182712732918,
                                                     0.008330563433362871256,
                                                     0.007573675487951840795,
                                                     0.006942840107209529866,
                                                     0.006408994188004207068,
                                                     0.005951370112758847736,
                                                     0.005554733551962801371};
    // Series in 1/n, exact to double precision from n = 16 on.
    if (n < 16) { return small[static_cast<std::size_t>(n)]; }
    // 1/(12 n) - 1/(360 n^3) + 1/(1260 n^5) - 1/(1680 n^7) + 1/(1188 n^9)
    const double r = 1 / (n * n);
    return (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r / 1188)))) / n;
}

/// Inverts the distribution function by a search from zero. `first` is the probability of 0,
/// `ratio(k)` that of k + 1 divided by that of k, `most` the largest possible number.
template <class Ratio>
std::uint64_t invert(double u, double first, std::uint64_t most, const Ratio& ratio) {
    double f = first;
    std::uint64_t k = 0;
    while (u > f && k < most) {
        u -= f;
        f *= ratio(static_cast<double>(k));
        ++k;
        // Terms this small cannot change k any more: the remaining u is rounding error.
        if (f < 1e-290) { break; }
    }
    return k;
}

/// Stadlober's ratio-of-uniforms rejection for binomial, Poisson and hypergeometric numbers: a
/// table mountain hat around mean + 1/2, whose half width follows from the variance.
template <class LogProbability>
double ratio_of_uniforms(Uniforms& uniforms, double mean, double variance, double most, double mode,
                         const LogProbability& log_probability) {
    constexpr double slope = 1.7155277699214135;   // 2 sqrt(2 / e)
    constexpr double offset = 0.8989161620588988;  // 3 - 2 sqrt(3 / e)
    const double half_width = slope * std::sqrt(variance + 0.5) + offset;
    const double top = log_probability(mode);
    for (;;) {
        const double u = uniforms();
        const double v = uniforms();
        const double x = mean + 0.5 + half_width * (v - 0.5) / u;
        if (!(x >= 0) || x >= most + 1) { continue; }
        const double k = std::floor(x);
        const double t = log_probability(k) - top;
        // Squeeze steps: a quick acceptance and a quick rejection spare most logarithms.
        if (u * (4 - u) - 3 <= t) { return k; }
        if (u * (u - t) >= 1) { continue; }
        if (2 * math::log(u) <= t) { return k; }
    }
}

/// Hoermann's BTRS for p <= 1/2 and n p >= inversion_limit; the constants are those of the paper.
double transformed_rejection(Uniforms& uniforms, double n, double p) {
    const double spread = std::sqrt(n * p * (1 - p));
    const double b = 1.15 + 2.53 * spread;
    const double a = -0.0873 + 0.0248 * b + 0.01 * p;
    const double centre = n * p + 0.5;
    const double quick = 0.92 - 4.2 / b;
    for (;;) {
        const double u = uniforms() - 0.5;
        const double v = uniforms();
        const double margin = 0.5 - std::fabs(u);
        const double k = std::floor((2 * a / margin + b) * u + centre);
        if (margin >= 0.07 && v <= quick) { return k; }
        if (k < 0 || k > n) { continue; }
        const double alpha = (2.83 + 5.1 / b) * spread;
        const double mode = std::floor((n + 1) * p);
        const double height = math::log(v * alpha / (a / (margin * margin) + b));
        if (height <= log_binomial(k, n, p) - log_binomial(mode, n, p)) { return k; }
    }
}

}  // namespace

// A relative difference below 0.1 would lose digits in x log(x / mean) - x + mean.
double deviance(double x, double mean) {
    if (mean <= 0) { return x > 0 ? HUGE_VAL : 0.0; }
    if (x <= 0) { return mean; }
    const double difference = x - mean;
    if (std::fabs(difference) < 0.1 * (x + mean)) {
        // Series in v = (x - mean) / (x + mean): log(x / mean) = 2 (v + v^3/3 + v^5/5 + ...).
        const double v = difference / (x + mean);
        const double square = v * v;
        double sum = difference * v;
        double term = 2 * x * v;
        for (int j = 1; j < 40; ++j) {
            term *= square;
            const double next = sum + term / (2 * j + 1);
            if (next == sum) { break; }
            sum = next;
        }
        return sum;
    }
    return x * math::log(x / mean) - difference;
}

double log_binomial(double k, double n, double p) {
    if (k < 0 || k > n) { return -HUGE_VAL; }
    const double q = 1 - p;
    if (k == 0) { return n * math::log1p(-p); }
    if (k == n) { return n * math::log(p); }
    return stirling_error(n) - stirling_error(k) - stirling_error(n - k) - deviance(k, n * p) -
           deviance(n - k, n * q) - 0.5 * math::log(two_pi * k * ((n - k) / n));
}

double log_poisson(double k, double mean) {
    if (k == 0) { return -mean; }
    return -stirling_error(k) - deviance(k, mean) - 0.5 * math::log(two_pi * k);
}

double log_hypergeometric(double k, double marked, double unmarked, double draws) {
    const double p = draws / (marked + unmarked);
    return log_binomial(k, marked, p) + log_binomial(draws - k, unmarked, p) -
           log_binomial(draws, marked + unmarked, p);
}

std::uint64_t draw_binomial(Uniforms& uniforms, std::uint64_t n, double p) {
    if (n == 0 || !(p > 0)) { return 0; }
    if (p >= 1) { return n; }
    if (p > 0.5) { return n - draw_binomial(uniforms, n, 1 - p); }
    const auto trials = static_cast<double>(n);
    if (trials * p < inversion_limit) {
        const double odds = p / (1 - p);
        return invert(uniforms(), math::exp(trials * math::log1p(-p)), n,
                      [&](double k) { return odds * (trials - k) / (k + 1); });
    }
    return static_cast<std::uint64_t>(transformed_rejection(uniforms, trials, p));
}

std::uint64_t draw_hypergeometric(Uniforms& uniforms, std::uint64_t marked, std::uint64_t unmarked,
                                  std::uint64_t draws) {
    const std::uint64_t total = marked + unmarked;
    if (draws >= total) { return marked; }
    // By symmetry at most half is drawn and at most half is marked.
    if (draws > total - draws) {
        return marked - draw_hypergeometric(uniforms, marked, unmarked, total - draws);
    }
    if (marked > unmarked) {
        return draws - draw_hypergeometric(uniforms, unmarked, marked, draws);
    }
    if (marked == 0 || draws == 0) { return 0; }
    const auto m = static_cast<double>(marked);
    const auto r = static_cast<double>(unmarked);
    const auto n = static_cast<double>(draws);
    const double all = m + r;
    const double mean = n * m / all;
    const std::uint64_t most = std::min(marked, draws);
    if (mean < inversion_limit) {
        return invert(uniforms(), math::exp(log_hypergeometric(0, m, r, n)), most,
                      [&](double k) { return (m - k) * (n - k) / ((k + 1) * (r - n + k + 1)); });
    }
    const double variance = mean * (r / all) * ((all - n) / (all - 1));
    const double mode = std::floor((n + 1) * (m + 1) / (all + 2));
    return static_cast<std::uint64_t>(ratio_of_uniforms(
        uniforms, mean, variance, static_cast<double>(most), mode,
        // The factor that does not depend on k cancels in the comparison with the mode.
        [&](double k) { return log_binomial(k, m, n / all) + log_binomial(n - k, r, n / all); }));
}

std::uint64_t draw_poisson(Uniforms& uniforms, double mean) {
    if (!(mean > 0)) { return 0; }
    constexpr std::uint64_t most = std::uint64_t{1} << 62;
    if (mean < inversion_limit) {
        return invert(uniforms(), math::exp(-mean), most, [&](double k) { return mean / (k + 1); });
    }
    return static_cast<std::uint64_t>(
        ratio_of_uniforms(uniforms, mean, mean, 0x1p62, std::floor(mean),
                          [&](double k) { return log_poisson(k, mean); }));
}

}  // namespace callosum
