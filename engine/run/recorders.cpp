#include "engine/run/recorders.hpp"

#include <algorithm>

namespace callosum {

Recorders::Recorders(const Description& description,
                     const std::vector<std::unique_ptr<Share>>& shares, std::int64_t max_steps,
                     const Sinks& sinks)
    : spike_sink_(sinks.spikes),
      spikes_(shares.size()),
      traces_(description, shares, max_steps, sinks.traces),
      rates_(description, shares, max_steps, sinks.rates),
      snapshots_(description, shares, sinks.weights) {}

void Recorders::record_step(ThreadId thread, const Share& share, std::int64_t step,
                            std::size_t parity, StageClock& clock) {
    if (!traces_.empty()) {
        traces_.sample(thread, step, parity);
        clock.lap(Stage::record);
    }
    if (!rates_.empty()) { rates_.note(thread, share, step, parity); }
}

void Recorders::flush(std::size_t parity) {
    traces_.flush(parity);
    rates_.flush(parity);
    std::vector<Spike> merged;
    for (auto& thread : spikes_) {
        auto& recorded = thread.of[parity];
        const auto middle = static_cast<std::ptrdiff_t>(merged.size());
        merged.insert(merged.end(), recorded.begin(), recorded.end());
        std::inplace_merge(merged.begin(), merged.begin() + middle, merged.end(),
                           [](const Spike& a, const Spike& b) { return a.step < b.step; });
        recorded.clear();
    }
    if (spike_sink_ != nullptr && !merged.empty()) { spike_sink_->write(merged); }
}

}  // namespace callosum
