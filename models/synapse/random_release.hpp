#pragma once

#include <array>

#include "models/synapse/rule.hpp"

/// What rules share that draw random numbers at a presynaptic spike, and those that do not look at
/// postsynaptic spikes.
namespace callosum::rule {

/// Uniform numbers in (0, 1) of one synapse and spike.
using Draws = std::array<double, 2>;

/// Reads no postsynaptic spikes.
struct SourceAlone {
    static constexpr TripletTrace slow = TripletTrace::none;
    template <class S, class K, class X, class V>
    [[gnu::always_inline]] static void on_post(S& /*s*/, const K& /*k*/, const X& /*source*/,
                                               V /*steps*/, const PostSpike<V>& /*post*/) {}
    template <class S, class K, class X, class V>
    [[gnu::always_inline]] static void on_pre(S& /*s*/, const K& /*k*/, const X& /*source*/,
                                              const PostSpike<V>& /*post*/) {}
    /// Of rules that release at random `release` says what is sent.
    template <class S, class K, class X>
    [[nodiscard]] static auto sent(const S& s, const K& /*k*/, const X& /*source*/) {
        return s.w;
    }
};

/// A binomial number by its distribution function, from one uniform number. The terms are found one
/// from the other; n is at most 1000, so they do not vanish before the sum is there but for p < 1e-300.
[[nodiscard]] inline int binomial(int n, double p, double uniform) {
    if (n <= 0 || p <= 0) { return 0; }
    if (p >= 1) { return n; }
    if (p > 0.5) { return n - binomial(n, 1 - p, 1 - uniform); }
    const double odds = p / (1 - p);
    double term = math::exp(n * math::log1p(-p));
    double sum = term;
    int k = 0;
    while (uniform > sum && k < n) {
        term *= odds * (n - k) / (k + 1);
        sum += term;
        ++k;
    }
    return k;
}

}  // namespace callosum::rule
