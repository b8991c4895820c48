#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "engine/base/math.hpp"

/// Entries of the exact propagator of a leaky membrane driven by exponential or alpha-shaped
/// currents (Rotter and Diesmann 1999, Biol Cybern 81:381). They are written as smooth functions of
/// x = h (1/tau_syn - 1/tau_m), so that tau_m = tau_syn, where the textbook form is 0/0, needs no
/// special case.
namespace callosum::propagator {

/// Returns (1 - exp(-x)) / x, which is 1 at x = 0.
[[nodiscard]] inline double phi1(double x) { return x == 0 ? 1.0 : -math::expm1(-x) / x; }

/// Returns (1 - (1 + x) exp(-x)) / x^2 = sum_n (-x)^n / (n! (n + 2)). The series is used where the
/// closed form cancels.
[[nodiscard]] inline double phi2(double x) {
    if (std::abs(x) >= 0.5) { return (1.0 - (1.0 + x) * math::exp(-x)) / (x * x); }
    double sum = 0;
    double term = 1;
    for (int n = 0; n < 20; ++n) {
        sum += term / (n + 2);
        term *= -x / (n + 1);
    }
    return sum;
}

/// Leaky membrane over a step of h ms.
struct Membrane {
    double h, tau_m, c_m;  // ms, ms, pF
    [[nodiscard]] double decay() const { return math::exp(-h / tau_m); }
    /// Returns V (mV) after one step per pA of constant current.
    [[nodiscard]] double from_constant() const { return -tau_m / c_m * math::expm1(-h / tau_m); }
    /// Returns V (mV) after one step per pA that an exponential current has at its start.
    [[nodiscard]] double from_exponential(double tau_syn) const {
        return decay() * h / c_m * phi1(rate(tau_syn));
    }
    /// Returns V (mV) after one step per unit of the slope variable of an alpha-shaped current I(t)
    /// = t exp(-t/tau_syn).
    [[nodiscard]] double from_alpha(double tau_syn) const {
        return decay() * h * h / c_m * phi2(rate(tau_syn));
    }

  private:
    [[nodiscard]] double rate(double tau_syn) const { return h * (1.0 / tau_syn - 1.0 / tau_m); }
};

/// Returns the contribution of each x_j at the start to x_0 after a time h, where
///   x_0' = -rate_0 x_0 + x_1,  x_1' = -rate_1 x_1 + x_2,  ...
/// The result is the exponential of a matrix without negative entries, by its series and by
/// squaring: nothing cancels, and equal rates are no special case.
template <std::size_t N>
[[nodiscard]] std::array<double, N> chain(const std::array<double, N>& rates, double h) {
    const double top = *std::max_element(rates.begin(), rates.end());
    int halvings = 0;
    while (std::ldexp(h * std::max(top, 1.0), -halvings) > 0.5) { ++halvings; }
    const double part = std::ldexp(h, -halvings);
    using Matrix = std::array<std::array<double, N>, N>;  // upper triangle
    const auto product = [](const Matrix& a, const Matrix& b) {
        Matrix c{};
        for (std::size_t i = 0; i < N; ++i) {
            for (std::size_t j = i; j < N; ++j) {
                for (std::size_t m = i; m <= j; ++m) {
                    c[i][j] = std::fma(a[i][m], b[m][j], c[i][j]);
                }
            }
        }
        return c;
    };
    Matrix generator{};  // has `top` added on the diagonal, which makes all entries >= 0
    for (std::size_t i = 0; i < N; ++i) {
        generator[i][i] = part * (top - rates[i]);
        if (i + 1 < N) { generator[i][i + 1] = part; }
    }
    Matrix sum{};
    for (int n = 20; n >= 0; --n) {  // Horner's form: 1 + G (1 + G / 2 (1 + G / 3 ...))
        sum = product(generator, sum);
        for (std::size_t i = 0; i < N; ++i) {
            for (std::size_t j = i; j < N; ++j) { sum[i][j] /= n + 1; }
            sum[i][i] += 1;
        }
    }
    const double decay = math::exp(-top * part);
    for (auto& row : sum) {
        for (auto& x : row) { x *= decay; }
    }
    for (; halvings > 0; --halvings) { sum = product(sum, sum); }
    return sum[0];
}

}  // namespace callosum::propagator
