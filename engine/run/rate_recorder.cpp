#include "engine/run/rate_recorder.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <string>
#include <utility>

#include "engine/run/sampled_rows.hpp"

namespace callosum {

namespace {

std::uint64_t neurons_here(const std::vector<std::unique_ptr<Share>>& shares,
                           std::size_t population) {
    std::uint64_t n = 0;
    for (const auto& share : shares) {
        for (const auto& local : share->populations()) {
            const auto& range = local->range();
            if (range.population == population) { n += range.size(); }
        }
    }
    return n;
}

}  // namespace

RateRecorder::RateRecorder(const Description& description,
                           const std::vector<std::unique_ptr<Share>>& shares,
                           std::int64_t epoch_steps, RateSink* sink)
    : n_shares_(shares.size()), sink_(sink) {
    if (sink == nullptr) { return; }
    for (std::size_t i = 0; i < description.rates.size(); ++i) {
        const auto& rate = description.rates[i];
        const std::uint64_t n = neurons_here(shares, rate.population);
        if (n == 0) { continue; }
        Probe probe;
        probe.recording = i;
        probe.population = rate.population;
        probe.start = description.steps(rate.start_ms);
        probe.stop = description.steps(rate.stop_ms);
        probe.every = std::max<std::int64_t>(1, description.steps(rate.interval_ms));
        const auto rows = static_cast<std::size_t>(epoch_steps / probe.every + 2);
        for (std::size_t parity = 0; parity < 2; ++parity) {
            probe.steps[parity].assign(rows, -1);
            probe.totals[parity].assign(rows * n_shares_, 0);
        }
        sink->open(i, n);
        probes_.push_back(std::move(probe));
    }
}

void RateRecorder::note(ThreadId thread, const Share& share, std::int64_t step,
                        std::size_t parity) {
    for (auto& probe : probes_) {
        if (!probe.due(step)) { continue; }
        const auto rows = static_cast<std::int64_t>(probe.steps[parity].size());
        const auto row = static_cast<std::size_t>((step - probe.start) / probe.every % rows);
        // Threads that have parts of a row write the same step.
        std::atomic_ref(probe.steps[parity][row]).store(step, std::memory_order_relaxed);
        probe.totals[parity][row * n_shares_ + thread.index()] = share.n_spikes(probe.population);
    }
}

void RateRecorder::visit_state(StateVisitor& visitor) {
    for (auto& probe : probes_) {
        visitor.total("rates." + std::to_string(probe.recording) + ".before",
                      state_number(probe.before));
    }
}

void RateRecorder::flush(std::size_t parity) {
    for (auto& probe : probes_) {
        for (const auto& [step, row] : take_rows(probe.steps[parity])) {
            const auto first =
                probe.totals[parity].begin() + static_cast<std::ptrdiff_t>(row * n_shares_);
            const auto total = std::accumulate(
                first, first + static_cast<std::ptrdiff_t>(n_shares_), std::uint64_t{0});
            if (step > probe.start) { sink_->write(probe.recording, step, total - probe.before); }
            probe.before = total;
        }
    }
}

}  // namespace callosum
