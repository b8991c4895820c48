#pragma once

#include <cmath>
#include <cstdint>

#include "engine/base/math.hpp"
#include "engine/base/random.hpp"
#include "models/stimulus/poisson_table.hpp"

namespace callosum {

namespace detail {

/// log(k!) by Stirling's series; exact table for small k.
[[nodiscard]] inline double log_factorial(double k) {
    if (k < 16) {
        double product = 1;
        for (double i = 2; i <= k; i += 1) { product *= i; }
        return math::log(product);
    }
    constexpr double half_log_two_pi = 0.91893853320467274178;
    const double r = 1.0 / k;
    return (k + 0.5) * math::log(k) - k + half_log_two_pi +
           r * (1.0 / 12 - r * r * (1.0 / 360 - r * r * (1.0 / 1260)));
}

}  // namespace detail

template <class Word>
std::int64_t draw_poisson(double mean, Word&& word) {
    std::uint32_t used = 0;
    const auto uniform = [&] {
        const std::uint32_t high = word(used++);
        return unit_interval(high, word(used++));
    };
    if (mean <= 0) { return 0; }
    if (mean < 10) {
        double u = uniform();
        double p = math::exp(-mean);
        std::int64_t k = 0;
        while (u > p && k < 200) {
            u -= p;
            ++k;
            p *= mean / static_cast<double>(k);
        }
        return k;
    }
    const double root = std::sqrt(mean);
    const double log_mean = math::log(mean);
    const double b = 0.931 + 2.53 * root;
    const double a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    const double v_r = 0.9277 - 3.6224 / (b - 2);
    while (true) {
        const double u = uniform() - 0.5;
        const double v = uniform();
        const double us = 0.5 - std::abs(u);
        const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= v_r) { return static_cast<std::int64_t>(k); }
        if (k < 0 || (us < 0.013 && v > us)) { continue; }
        const double left = math::log(v * inverse_alpha / (a / (us * us) + b));
        if (left <= k * log_mean - mean - detail::log_factorial(k)) {
            return static_cast<std::int64_t>(k);
        }
    }
}

}  // namespace callosum
