#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace callosum::test {

/// Returns the distance of `hits`, of `n` trials with probability p each, from their mean, in
/// standard deviations.
inline double deviation(long hits, long n, double p) {
    const auto trials = static_cast<double>(n);
    return (static_cast<double>(hits) - trials * p) / std::sqrt(trials * p * (1 - p));
}

/// Returns the distance of Kolmogorov and Smirnov between a sample and a distribution function,
/// times sqrt(n). It is above 1.95 with probability 0.001.
template <class F>
double kolmogorov(std::vector<double> sample, F distribution) {
    std::sort(sample.begin(), sample.end());
    const auto n = static_cast<double>(sample.size());
    double distance = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const double p = distribution(sample[i]);
        distance = std::max(
            {distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
    }
    return distance * std::sqrt(n);
}

}  // namespace callosum::test
