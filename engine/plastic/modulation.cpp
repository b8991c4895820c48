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
    state_.arrivals.assign(static_cast<std::size_t>(2 * delay_ + 2), 0);
}

void Modulation::spike(std::int64_t step) {
    const auto size = static_cast<std::int64_t>(state_.arrivals.size());
    ++state_.arrivals[static_cast<std::size_t>((step + delay_) % size)];
}

void Modulation::advance(std::int64_t step) {
    const auto size = static_cast<std::int64_t>(state_.arrivals.size());
    for (auto s = state_.first + static_cast<std::int64_t>(state_.change.size()); s < step; ++s) {
        auto& arrived = state_.arrivals[static_cast<std::size_t>(s % size)];
        state_.level = state_.level * keep_n_ + per_spike_ * arrived;
        arrived = 0;
        state_.change.push_back(state_.level * of_level_ - of_base_);
    }
}

void Modulation::forget(std::int64_t step) {
    const auto n = step - state_.first;
    if (n <= static_cast<std::int64_t>(state_.change.size() / 2)) { return; }
    state_.change.erase(state_.change.begin(), state_.change.begin() + n);
    state_.first = step;
}

void Modulation::visit_state(StateVisitor& visitor, std::size_t projection) {
    auto& [level, first, change, arrivals] = state_;
    visitor.projection(projection, "modulator_level", state_number(level));
    visitor.projection(projection, "modulator_first_step", state_number(first));
    static constexpr StateField field{"change", StateType::f64, 0};
    VectorLists<double> changes({&change, 1}, {&field, 1});
    visitor.projection_list(projection, "modulator_changes", changes);
    visitor.projection(projection, "modulator_arrivals",
                       state_column(arrivals.data(), arrivals.size()));
}

void Modulation::integrate(Integral& from, std::int64_t first, std::int64_t last,
                           std::vector<double>& out) const {
    out.clear();
    out.push_back(from.sum);
    for (auto s = first; s < last; ++s) {
        from.sum = std::fma(from.weight, state_.change[static_cast<std::size_t>(s - state_.first)],
                            from.sum);
        from.weight *= keep_c_;
        out.push_back(from.sum);
    }
}

}  // namespace callosum
