#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/ids.hpp"
#include "engine/records/progress.hpp"
#include "engine/run/share.hpp"
#include "engine/run/window_plan.hpp"

namespace callosum {

/// Tells a listener where the simulation stands, and the rates since it was told last.
class ProgressReport {
  public:
    using Listener = std::function<void(const Progress&)>;
    /// `listener` may be empty: then nothing is counted.
    ProgressReport(const Description& description, const WindowPlan& windows,
                   const std::vector<std::unique_ptr<Share>>& shares, Listener listener,
                   double min_seconds);

    /// Begins to count wall time.
    void start();
    void stop() { wall_seconds_ += seconds_since(started_); }
    /// Leaves the spike counts of one thread's share; called before the thread publishes the first window of an epoch.
    void leave_counts(ThreadId thread);
    /// Tells the listener, if enough time has passed. Called by thread 0 when all threads have published the first window of
    /// the epoch, so their counts are there; they leave new ones in the next epoch, which needs thread 0.
    void tell(const Window& window);

  private:
    [[nodiscard]] std::vector<RateSince> rates_since_last(std::int64_t step);

    const Description& description_;
    const WindowPlan& windows_;
    const std::vector<std::unique_ptr<Share>>& shares_;
    Listener listener_;
    double min_seconds_;
    double wall_seconds_ = 0;  ///< of the pieces before
    Clock::time_point started_, told_;
    std::int64_t told_step_ = 0;
    std::vector<std::vector<std::uint64_t>> counts_;  ///< by thread and population
    std::vector<std::uint64_t> told_counts_;          ///< by population
};

}  // namespace callosum
