#include "models/stimulus/poisson_table.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/base/error.hpp"
#include "engine/base/math.hpp"

namespace callosum {
namespace {

constexpr double dropped = 0x1p-32;

/// Probabilities of the counts first .. first + size - 1.
std::vector<double> probabilities(double mean, std::int64_t first, std::size_t size) {
    std::vector<double> p(size);
    const auto mode = std::clamp<std::int64_t>(static_cast<std::int64_t>(mean), first,
                                               first + static_cast<std::int64_t>(size) - 1);
    const double at_mode = static_cast<double>(mode) * (mean > 0 ? math::log(mean) : 0) - mean -
                           detail::log_factorial(static_cast<double>(mode));
    const auto m = static_cast<std::size_t>(mode - first);
    p[m] = mean > 0 ? math::exp(at_mode) : (mode == 0 ? 1.0 : 0.0);
    for (std::size_t i = m + 1; i < size; ++i) {
        p[i] = p[i - 1] * mean / static_cast<double>(first + static_cast<std::int64_t>(i));
    }
    for (std::size_t i = m; i-- > 0;) {
        p[i] = mean > 0
                   ? p[i + 1] * static_cast<double>(first + static_cast<std::int64_t>(i) + 1) / mean
                   : 0.0;
    }
    return p;
}

/// An upper bound of what lies outside the window: both tails fall at least geometrically.
double outside(const std::vector<double>& p, double mean, std::int64_t first) {
    const auto last = static_cast<double>(first) + static_cast<double>(p.size()) - 1;
    const double up = mean / (last + 1);
    double tail = up < 1 ? p.back() * up / (1 - up) : 1.0;
    if (first > 0) {
        const double down = static_cast<double>(first) / mean;
        tail += down < 1 ? p.front() * down / (1 - down) : 1.0;
    }
    return tail;
}

void fill(PoissonTable& table, std::vector<double> p) {
    const std::size_t size = p.size();
    double sum = 0;
    for (const double x : p) { sum += x; }
    const double one = std::ldexp(1.0, 32 - table.bits);
    std::vector<std::size_t> small, large;
    for (std::size_t i = 0; i < size; ++i) {
        p[i] *= static_cast<double>(size) / sum;
        (p[i] < 1 ? small : large).push_back(i);
    }
    table.threshold.assign(size, static_cast<std::uint32_t>(one));
    table.alias.resize(size);
    for (std::size_t i = 0; i < size; ++i) { table.alias[i] = static_cast<std::int32_t>(i); }
    while (!small.empty() && !large.empty()) {
        const std::size_t s = small.back();
        const std::size_t l = large.back();
        small.pop_back();
        table.threshold[s] = static_cast<std::uint32_t>(std::nearbyint(p[s] * one));
        table.alias[s] = static_cast<std::int32_t>(l);
        p[l] -= 1 - p[s];
        if (p[l] < 1) {
            large.pop_back();
            small.push_back(l);
        }
    }
}

}  // namespace

PoissonTable make_poisson_table(double mean) {
    if (!(mean >= 0) || mean > poisson_table_max_mean) {
        throw LimitError("a Poisson stimulus with " + std::to_string(mean) +
                         " spikes per neuron and step; at most 1e6 are possible");
    }
    PoissonTable table;
    for (table.bits = PoissonTable::small_bits;; ++table.bits) {
        const std::size_t size = std::size_t{1} << table.bits;
        const auto centred = static_cast<std::int64_t>(mean) - static_cast<std::int64_t>(size / 2);
        const auto first =
            table.bits == PoissonTable::small_bits ? 0 : std::max<std::int64_t>(0, centred);
        auto p = probabilities(mean, first, size);
        if (outside(p, mean, first) < dropped) {
            table.first = static_cast<std::int32_t>(first);
            fill(table, std::move(p));
            return table;
        }
    }
}

}  // namespace callosum
