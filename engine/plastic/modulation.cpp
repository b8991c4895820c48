#include "engine/plastic/modulation.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace callosum {
namespace {

double param(const Projection& projection, std::string_view name) {
    for (const auto& field : find_synapse_model(projection.synapse_model)->params) {
        if (field.name == name) { return synapse_param(projection, field); }
    }
    return 0;
}

}  // namespace

Modulation::Modulation(const Projection& projection, double dt_ms)
    : delay_(std::llround(projection.volume_delay_ms / dt_ms)) {
    const double tau_c = param(projection, "tau_c");
    const double tau_n = param(projection, "tau_n");
    const double both = 1 / (1 / tau_c + 1 / tau_n);
    keep_c_ = math::exp(-dt_ms / tau_c);
    keep_n_ = math::exp(-dt_ms / tau_n);
    // Closed forms of the integrals over a step, in which n decays and b is constant.
    of_level_ = -both * math::expm1(-dt_ms / both);
    of_base_ = -param(projection, "b") * tau_c * math::expm1(-dt_ms / tau_c);
    per_spike_ = 1 / tau_n;
    arrivals_.assign(static_cast<std::size_t>(2 * delay_ + 2), 0);
}

void Modulation::spike(std::int64_t step) {
    const auto size = static_cast<std::int64_t>(arrivals_.size());
    ++arrivals_[static_cast<std::size_t>((step + delay_) % size)];
}

void Modulation::advance(std::int64_t step) {
    const auto size = static_cast<std::int64_t>(arrivals_.size());
    for (auto s = first_ + static_cast<std::int64_t>(change_.size()); s < step; ++s) {
        auto& arrived = arrivals_[static_cast<std::size_t>(s % size)];
        level_ = level_ * keep_n_ + per_spike_ * arrived;
        arrived = 0;
        change_.push_back(level_ * of_level_ - of_base_);
    }
}

void Modulation::forget(std::int64_t step) {
    const auto n = step - first_;
    if (n <= static_cast<std::int64_t>(change_.size() / 2)) { return; }
    change_.erase(change_.begin(), change_.begin() + n);
    first_ = step;
}

void Modulation::integrate(Integral& from, std::int64_t first, std::int64_t last,
                           std::vector<double>& out) const {
    out.clear();
    out.push_back(from.sum);
    for (auto s = first; s < last; ++s) {
        from.sum = std::fma(from.weight, change_[static_cast<std::size_t>(s - first_)], from.sum);
        from.weight *= keep_c_;
        out.push_back(from.sum);
    }
}

}  // namespace callosum
