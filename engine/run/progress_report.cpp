#include "engine/run/progress_report.hpp"

#include <utility>

namespace callosum {

ProgressReport::ProgressReport(const Description& description, const WindowPlan& windows,
                               const std::vector<std::unique_ptr<Share>>& shares, Listener listener,
                               double min_seconds)
    : description_(description),
      windows_(windows),
      shares_(shares),
      listener_(std::move(listener)),
      min_seconds_(min_seconds),
      counts_(shares.size(), std::vector<std::uint64_t>(description.populations.size())),
      told_counts_(description.populations.size()) {}

void ProgressReport::start() { started_ = told_ = Clock::now(); }

void ProgressReport::leave_counts(ThreadId thread) {
    if (!listener_) { return; }
    auto& counts = counts_[thread.index()];
    for (std::size_t p = 0; p < counts.size(); ++p) {
        counts[p] = shares_[thread.index()]->n_spikes(p);
    }
}

void ProgressReport::tell(const Window& window) {
    if (!listener_ || seconds_since(told_) <= min_seconds_) { return; }
    told_ = Clock::now();
    Progress progress;
    progress.biological_ms = static_cast<double>(window.last) * description_.dt_ms;
    progress.total_ms = static_cast<double>(windows_.last_step()) * description_.dt_ms;
    progress.wall_seconds = wall_seconds_ + seconds_since(started_);
    progress.in_warmup = window.last <= windows_.warmup_steps();
    progress.rates = rates_since_last(window.last);
    listener_(progress);
}

std::vector<RateSince> ProgressReport::rates_since_last(std::int64_t step) {
    const double seconds = static_cast<double>(step - told_step_) * description_.dt_ms * 1e-3;
    told_step_ = step;
    std::vector<RateSince> rates;
    for (std::size_t p = 0; p < told_counts_.size(); ++p) {
        RateSince rate{description_.populations[p].name};
        std::uint64_t n_spikes = 0;
        for (std::size_t t = 0; t < shares_.size(); ++t) {
            n_spikes += counts_[t][p];
            for (const auto& local : shares_[t]->populations()) {
                if (local->range().population == p) { rate.neurons += local->range().size(); }
            }
        }
        const auto since = static_cast<double>(n_spikes - told_counts_[p]);
        told_counts_[p] = n_spikes;
        if (rate.neurons == 0) { continue; }
        rate.rate_hz = since / static_cast<double>(rate.neurons) / seconds;
        rates.push_back(std::move(rate));
    }
    return rates;
}

}  // namespace callosum
