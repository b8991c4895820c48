#include "network/draw/delay_table.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace callosum {

namespace {

/// Finds the first words at which the delay exceeds smallest + k, for k = 0 .. n - 1. All are
/// bisected in step, so that quantiles are evaluated many at a time.
std::vector<std::uint64_t> find_thresholds(const QuantileFunction& quantile, double dt_ms,
                                           std::uint32_t smallest, std::size_t n) {
    // Invariant: the delay of the word below is at most smallest + k, that of the word above
    // exceeds it.
    std::vector<std::uint32_t> below(n, 0);
    std::vector<std::uint32_t> above(n, ~std::uint32_t{0});
    std::vector<std::uint32_t> words(n);
    std::vector<double> delays_ms(n);
    for (int round = 0; round < 32; ++round) {
        for (std::size_t k = 0; k < n; ++k) { words[k] = below[k] + (above[k] - below[k]) / 2; }
        quantile.many(words.data(), delays_ms.data(), n);
        for (std::size_t k = 0; k < n; ++k) {
            if (above[k] - below[k] <= 1) { continue; }
            const bool exceeds = delay_steps(delays_ms[k], dt_ms) > smallest + k;
            (exceeds ? above[k] : below[k]) = words[k];
        }
    }
    return {above.begin(), above.end()};
}

}  // namespace

std::uint32_t delay_steps(double delay_ms, double dt_ms) {
    const double steps = std::round(delay_ms / dt_ms);
    return static_cast<std::uint32_t>(std::clamp(steps, 1.0, 4294967295.0));
}

DelayTable::DelayTable(const Distribution& delay_ms, double dt_ms)
    : smallest_(delay_steps(delay_ms.smallest(), dt_ms)),
      largest_(delay_steps(delay_ms.largest(), dt_ms)) {
    const std::uint32_t n = largest_ - smallest_;
    if (n > 0) { thresholds_ = find_thresholds(QuantileFunction(delay_ms), dt_ms, smallest_, n); }
    thresholds_.push_back(std::uint64_t{1} << 32);
    // About 64 buckets for each delay leave few of them with a threshold inside.
    const int bits = n == 0 ? 1 : std::clamp(static_cast<int>(std::bit_width(n)) + 6, 8, 16);
    shift_ = 32 - bits;
    guide_.resize(std::size_t{1} << bits);
    std::uint32_t step = 0;
    for (std::size_t bucket = 0; bucket < guide_.size(); ++bucket) {
        const std::uint64_t word = static_cast<std::uint64_t>(bucket) << shift_;
        while (word >= thresholds_[step]) { ++step; }
        guide_[bucket] = step;
    }
}

}  // namespace callosum
