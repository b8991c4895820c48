#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/records/sinks.hpp"
#include "engine/run/share.hpp"

namespace callosum {

/// Spikes of this rank by population and bin. Every thread notes, at the end of each bin, how many
/// spikes its neurons have had so far; what lies between two such notes is the bin's count. Buffered
/// for one epoch of the loop; one thread hands the counts to the sink.
class RateRecorder {
  public:
    /// `epoch_steps`: most steps between two flushes.
    RateRecorder(const Description& description, const std::vector<std::unique_ptr<Share>>& shares,
                 std::int64_t epoch_steps, RateSink* sink);
    /// Notes what is due after `step` for one share.
    void note(ThreadId thread, const Share& share, std::int64_t step, std::size_t parity);
    /// Hands the counts of an epoch that all threads have left to the sink.
    void flush(std::size_t parity);
    /// Visits the counts that bins under way go on from; to be called when all buffers have been flushed.
    void visit_state(StateVisitor& visitor);
    [[nodiscard]] bool empty() const { return probes_.empty(); }

  private:
    struct Probe {
        std::size_t recording = 0, population = 0;
        std::int64_t start = 0, stop = 0, every = 1;
        std::uint64_t before = 0;              ///< spikes up to the end of the bin before
        std::vector<std::int64_t> steps[2];    ///< by row; -1: nothing noted
        std::vector<std::uint64_t> totals[2];  ///< by row, then share
        /// At its start too, to know what came before it.
        [[nodiscard]] bool due(std::int64_t step) const {
            return step >= start && step <= stop && (step - start) % every == 0;
        }
    };
    std::vector<Probe> probes_;
    std::size_t n_shares_;
    RateSink* sink_;
};

}  // namespace callosum
