#include "engine/plastic/homeostasis.hpp"

namespace callosum {

Homeostasis::Homeostasis(const HomeostasisSetting& setting, double dt_ms, std::uint64_t n)
    : period_(std::llround(setting.period_ms / dt_ms)),
      strength_(setting.strength),
      expected_(1e-3 * setting.target_rate_hz *
                setting.time_constant_ms.value_or(setting.period_ms)),
      state_{{}, {}, std::vector<double>(n, 1.0)} {
    if (setting.time_constant_ms) {
        fade_ = dt_ms / *setting.time_constant_ms;
        state_.means.assign(n, {expected_, 0});
    } else {
        state_.counts.assign(n, 0);
    }
}

void Homeostasis::spike(std::uint64_t local, std::int64_t step) {
    if (state_.means.empty()) {
        ++state_.counts[local];
        return;
    }
    auto& mean = state_.means[local];
    mean.sum = mean_at(mean, step) + 1;
    mean.last = step;
}

void Homeostasis::measure(std::int64_t step) {
    for (std::size_t i = 0; i < state_.factors.size(); ++i) {
        const double found = state_.means.empty() ? static_cast<double>(state_.counts[i])
                                                  : mean_at(state_.means[i], step);
        state_.factors[i] = std::max(0.0, 1 + strength_ * (expected_ - found) / expected_);
    }
    std::fill(state_.counts.begin(), state_.counts.end(), 0);
}

void Homeostasis::visit_state(StateVisitor& visitor, const NeuronRange& range) {
    auto& [counts, means, factors] = state_;
    const auto visit = [&](const char* name, const StateColumn& column) {
        visitor.neurons(range.population, {range.first, range.last}, name, column);
    };
    if (!counts.empty()) { visit("homeostasis_count", state_column(counts.data(), counts.size())); }
    if (!means.empty()) {
        visit("homeostasis_sum", state_column(&means[0].sum, means.size(), sizeof(Mean)));
        visit("homeostasis_last", state_column(&means[0].last, means.size(), sizeof(Mean)));
    }
    visit("homeostasis_factor", state_column(factors.data(), factors.size()));
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
