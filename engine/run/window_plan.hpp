#pragma once

#include <cstdint>
#include <vector>

#include "engine/layout/fixed_point_plan.hpp"
#include "network/describe/network.hpp"
#include "network/describe/weight_records.hpp"

namespace callosum {

/// Steps that the threads of all ranks run through on their own: first + 1, ..., last.
struct Window {
    std::int64_t first = 0;  ///< step before the window
    std::int64_t last = 0;   ///< its last step
    std::uint64_t number = 0;
};

/// How time is cut into windows, and windows are put into epochs. It follows from the description alone, so it is equal on
/// all ranks and threads.
class WindowPlan {
  public:
    /// Steps of an epoch: records are handed over and states checked this often.
    static constexpr std::int64_t epoch_steps = 256;
    static constexpr std::int64_t max_window = epoch_steps / 2;
    /// Longest window that a network has: its smallest delay, so that a spike acts in the next window at the earliest.
    [[nodiscard]] static std::int64_t window_steps(const FixedPointPlan& plan);
    /// Steps ahead of the one at hand in which a spike that is known may act: the largest delay plus a window.
    [[nodiscard]] static std::uint32_t horizon(const FixedPointPlan& plan) {
        return plan.max_delay + static_cast<std::uint32_t>(window_steps(plan));
    }

    WindowPlan(const Description& description, const FixedPointPlan& plan);

    /// The window that follows one which ends with step `last`. It ends after its length, at the end of the warm-up, where
    /// a phase begins, where a snapshot of weights is due, where a period of homeostasis ends, and at `end`.
    [[nodiscard]] Window next(const Window& window, std::int64_t end) const;

    /// Whether an epoch begins with this window.
    [[nodiscard]] bool opens_epoch(const Window& window) const {
        return window.number % n_epoch_windows_ == 0;
    }
    /// Which of two buffers holds the records of the window's epoch.
    [[nodiscard]] std::size_t parity(const Window& window) const {
        return (window.number / n_epoch_windows_) & 1U;
    }
    /// Most steps between two times at which a buffer of records is handed over.
    [[nodiscard]] std::int64_t max_buffered_steps() const {
        return static_cast<std::int64_t>(n_epoch_windows_ + 1) * window_steps_;
    }
    /// Whether all ranks exchange with all their peers after a window, not only with those whose turn it is: at its end the
    /// synapses of silent sources may be looked at, or weights are scaled.
    [[nodiscard]] bool needs_all_spikes(const Window& window) const;
    /// The phase that begins with the window, or null.
    [[nodiscard]] const PhaseChange* phase_at(const Window& window) const;

    [[nodiscard]] std::int64_t window_steps() const { return window_steps_; }
    [[nodiscard]] std::int64_t warmup_steps() const { return warmup_steps_; }
    [[nodiscard]] std::int64_t last_step() const { return last_step_; }

  private:
    const Description& description_;
    std::int64_t window_steps_, warmup_steps_, last_step_;
    std::uint64_t n_epoch_windows_;
    std::int64_t full_exchange_period_;
    std::vector<SnapshotSchedule> snapshots_;
    std::vector<std::int64_t> phase_steps_;  ///< by phase: the step after which it is in force
};

}  // namespace callosum
