#include "engine/plastic/homeostasis.hpp"

namespace callosum {

Homeostasis::Homeostasis(const HomeostasisSetting& setting, double dt_ms, std::uint64_t n)
    : period_(std::llround(setting.period_ms / dt_ms)),
      strength_(setting.strength),
      expected_(1e-3 * setting.target_rate_hz *
                setting.time_constant_ms.value_or(setting.period_ms)),
      factors_(n, 1.0) {
    if (setting.time_constant_ms) {
        fade_ = dt_ms / *setting.time_constant_ms;
        means_.assign(n, {expected_, 0});
    } else {
        counts_.assign(n, 0);
    }
}

void Homeostasis::spike(std::uint64_t local, std::int64_t step) {
    if (means_.empty()) {
        ++counts_[local];
        return;
    }
    auto& mean = means_[local];
    mean.sum = mean_at(mean, step) + 1;
    mean.last = step;
}

void Homeostasis::measure(std::int64_t step) {
    for (std::size_t i = 0; i < factors_.size(); ++i) {
        const double found =
            means_.empty() ? static_cast<double>(counts_[i]) : mean_at(means_[i], step);
        factors_[i] = std::max(0.0, 1 + strength_ * (expected_ - found) / expected_);
    }
    std::fill(counts_.begin(), counts_.end(), 0);
}

std::int64_t next_scaling(const Description& description, std::int64_t step) {
    std::int64_t next = Description::never;
    for (const auto& population : description.populations) {
        if (!population.homeostasis) { continue; }
        const auto period = description.steps(population.homeostasis->period_ms);
        next = std::min(next, (step / period + 1) * period);
    }
    return next;
}

}  // namespace callosum
