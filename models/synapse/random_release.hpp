#pragma once

#include <array>

#include "models/synapse/rule.hpp"

/// Parts of rules that draw random numbers at a presynaptic spike or do not depend on postsynaptic
/// spikes.
namespace callosum::rule {

/// Uniform numbers in (0, 1) that belong to one synapse and spike.
using Draws = std::array<double, 2>;

/// Base of rules that do not depend on postsynaptic spikes.
struct SourceAlone {
    static constexpr TripletTrace slow = TripletTrace::none;
    template <class S, class K, class X, class V>
    [[gnu::always_inline]] static void on_post(S& /*s*/, const K& /*k*/, const X& /*source*/,
                                               V /*steps*/, const PostSpike<V>& /*post*/) {}
    template <class S, class K, class X, class V>
    [[gnu::always_inline]] static void on_pre(S& /*s*/, const K& /*k*/, const X& /*source*/,
                                              const PostSpike<V>& /*post*/) {}
    /// Returns the stored weight. Rules that release at random have `release` for the weight they
    /// deliver.
    template <class S, class K, class X>
    [[nodiscard]] static auto sent(const S& s, const K& /*k*/, const X& /*source*/) {
        return s.w;
    }
};

/// Draws a binomial number from one uniform number by inverting the distribution function, each
/// term from the one before it. n is at most 1000 and p at most 1/2 in the loop, so the first term
/// is at least 2^-1000 and cannot underflow.
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
