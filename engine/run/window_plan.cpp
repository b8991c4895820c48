#include "engine/run/window_plan.hpp"

#include <algorithm>

#include "engine/plastic/homeostasis.hpp"
#include "engine/plastic/plastic_synapses.hpp"

namespace callosum {

std::int64_t WindowPlan::window_steps(const FixedPointPlan& plan) {
    return plan.projections.empty() ? max_window
                                    : std::min<std::int64_t>(max_window, plan.min_delay);
}

WindowPlan::WindowPlan(const Description& description, const FixedPointPlan& plan)
    : description_(description),
      window_steps_(window_steps(plan)),
      warmup_steps_(description.steps(description.warmup_ms)),
      last_step_(warmup_steps_ + description.steps(description.duration_ms)),
      n_epoch_windows_(static_cast<std::uint64_t>(epoch_steps / window_steps_)),
      full_exchange_period_(full_exchange_period(description)) {
    for (const auto& record : description.weight_records) {
        snapshots_.push_back(schedule_of(description, record));
    }
    for (const auto& phase : description.phases) {
        phase_steps_.push_back(description.steps(phase.at_ms));
    }
}

Window WindowPlan::next(const Window& window, std::int64_t end) const {
    std::int64_t last = std::min(window.last + window_steps_, end);
    for (const auto& snapshots : snapshots_) {
        last = std::min(last, snapshots.after(window.last));
    }
    last = std::min(last, next_scaling(description_, window.last));
    if (window.last < warmup_steps_) { last = std::min(last, warmup_steps_); }
    const auto phase = std::upper_bound(phase_steps_.begin(), phase_steps_.end(), window.last);
    if (phase != phase_steps_.end()) { last = std::min(last, *phase); }
    return {window.last, last, window.number + 1};
}

bool WindowPlan::needs_all_spikes(const Window& window) const {
    return window.last / full_exchange_period_ > window.first / full_exchange_period_ ||
           next_scaling(description_, window.first) == window.last;
}

const PhaseChange* WindowPlan::phase_at(const Window& window) const {
    const auto phase = std::lower_bound(phase_steps_.begin(), phase_steps_.end(), window.first);
    if (phase == phase_steps_.end() || *phase != window.first) { return nullptr; }
    return &description_.phases[static_cast<std::size_t>(phase - phase_steps_.begin())];
}

}  // namespace callosum
