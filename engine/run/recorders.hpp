#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/ids.hpp"
#include "engine/records/sinks.hpp"
#include "engine/run/rate_recorder.hpp"
#include "engine/run/share.hpp"
#include "engine/run/trace_recorder.hpp"
#include "engine/run/weight_snapshots.hpp"

namespace callosum {

/// All that a rank records. Threads write into one of two buffers, by the parity of their epoch; thread 0 hands a buffer to
/// the sinks when all threads have left its epoch.
class Recorders {
  public:
    /// `max_steps`: most steps between two flushes of a buffer.
    Recorders(const Description& description, const std::vector<std::unique_ptr<Share>>& shares,
              std::int64_t max_steps, const Sinks& sinks);

    /// Where a thread puts the spikes that are recorded.
    [[nodiscard]] std::vector<Spike>& spikes(ThreadId thread, std::size_t parity) {
        return spikes_[thread.index()].of[parity];
    }
    /// Samples and counts what is due after a step of one thread's share.
    void record_step(ThreadId thread, const Share& share, std::int64_t step, std::size_t parity,
                     StageClock& clock);
    /// Takes the snapshots of weights that are due after `step`; false if none is. Called once all spikes up to the step
    /// that matters have been entered, on the share's own thread.
    bool take_snapshots(ThreadId thread, std::int64_t step) {
        return snapshots_.take(thread.index(), step);
    }
    /// Visits what recorders carry from one piece of a run to the next. Traces carry nothing; which weights have been listed
    /// follows from the step.
    void visit_state(StateVisitor& visitor) { rates_.visit_state(visitor); }
    /// Hands the records of an epoch that all threads have left to the sinks.
    void flush(std::size_t parity);

  private:
    struct alignas(64) ThreadSpikes {
        std::vector<Spike> of[2];
    };
    SpikeSink* spike_sink_;
    std::vector<ThreadSpikes> spikes_;  ///< by thread
    TraceRecorder traces_;
    RateRecorder rates_;
    WeightSnapshots snapshots_;
};

}  // namespace callosum
