#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/ids.hpp"
#include "engine/exchange/communicator.hpp"
#include "engine/exchange/spike_mail.hpp"
#include "engine/records/progress.hpp"
#include "engine/records/result.hpp"
#include "engine/run/binding.hpp"
#include "engine/run/collect_result.hpp"
#include "engine/run/progress_report.hpp"
#include "engine/run/recorders.hpp"
#include "engine/run/run_layout.hpp"
#include "engine/run/share.hpp"
#include "engine/run/team.hpp"
#include "engine/run/window_plan.hpp"
#include "network/describe/edge_blocks.hpp"

namespace callosum {

struct RunOptions {
    int threads = 1;  ///< per rank; equal on all ranks
    Sinks sinks;
    ExchangeKind exchange = ExchangeKind::automatic;
    Binding binding;       ///< of threads to cores
    HeldEdges held_edges;  ///< parts of explicit lists that have been read already
    std::function<void(const Progress&)> progress;  ///< called on thread 0, a few times per second
    double progress_seconds = 0.2;                  ///< least wall time between two calls
    std::function<void(std::int64_t)> at_epoch;     ///< called on thread 0 with the step; may throw
    Clock::time_point start = Clock::now();         ///< of building
    double expected_bytes = 0;  ///< of memory on this rank, as estimated; for the result alone
};

/// A built network on this rank, and the loop that takes it through time. engine/README.md explains the loop.
class RankSimulation {
  public:
    /// Builds this rank's share; collective over the communicator. `description` must have passed `check_and_number`; it and
    /// the communicator must outlive the object.
    RankSimulation(const Description& description, const Communicator& communicator,
                   const RunOptions& options);
    /// The same with a layout that has been made before (`lay_out_run`).
    RankSimulation(const Description& description, const Communicator& communicator,
                   RunOptions&& options, RunLayout layout);

    /// Takes the simulation to the end of `step`, counted from the start, warm-up included. Any number of pieces gives the
    /// bits of one. Afterwards all ranks are at `step`, all spikes up to it are known to all who need them, and records up to
    /// it have been handed to the sinks. Collective: throws LimitError on all ranks where they name different steps, a step
    /// that has passed, or one beyond the end; and where a piece is under way or has failed.
    void run_until(std::int64_t step);
    /// Runs what is left, and returns the result; collective.
    RunResult run();
    /// The result up to where the simulation stands; collective, equal on all ranks.
    [[nodiscard]] RunResult result() const;

    /// Visits all that the simulation needs to go on from where it stands, on this rank. Not while a piece is under way.
    void visit_state(StateVisitor& visitor);

    /// The step that the simulation stands at: 0 at the start.
    [[nodiscard]] std::int64_t step() const { return done_.last; }
    /// The step that warm-up and duration end with.
    [[nodiscard]] std::int64_t last_step() const { return windows_.last_step(); }

    /// Tells where the threads of this rank run, in words.
    [[nodiscard]] const std::string& placement() const { return team_.report(); }

  private:
    struct alignas(64) Flag {
        std::atomic<std::uint64_t> value{0};
    };
    struct alignas(64) ThreadState {
        WindowSpikes spikes[2];
        ThreadTimes times;
        std::vector<Arrival> arrivals;  ///< that are being entered
    };
    enum class Status { ready, running, failed };

    void build();
    void connect();
    void check_order(std::int64_t step) const;
    void loop(ThreadId thread);
    void run_window(ThreadId thread, const Window& window);
    void advance(ThreadId thread, const Window& window);
    void start_exchange(const Window& window);
    void finish_exchange(const Window& window);
    void enter_spikes(ThreadId thread, const Window& window);
    void end_epoch(ThreadId thread, const Window& window);
    void end_piece(ThreadId thread, const Window& last);
    template <class Ready>
    void wait_until(Ready&& ready) const;
    void wait_for(const std::atomic<std::uint64_t>& value, std::uint64_t least) const;
    void wait_for_all(std::uint64_t windows) const;

    [[nodiscard]] Share& share(ThreadId thread) { return *shares_[thread.index()]; }
    [[nodiscard]] ThreadState& state(ThreadId thread) { return threads_[thread.index()]; }
    [[nodiscard]] StageClock& clock(ThreadId thread) { return state(thread).times.clock; }

    Flag arrived_;  ///< windows whose spikes of other ranks are here
    const Description& description_;
    const Communicator& communicator_;
    RunOptions options_;
    FixedPointPlan plan_;
    Partition partition_;
    std::optional<Description> local_;     ///< that shares refer to, where there are explicit lists
    std::vector<std::string> list_notes_;  ///< on the reading of explicit lists
    WindowPlan windows_;
    Team team_;
    std::vector<std::unique_ptr<Share>> shares_;  ///< by thread
    std::optional<SpikeMail> mail_;
    std::unique_ptr<Recorders> recorders_;
    std::unique_ptr<ProgressReport> progress_;
    std::vector<ThreadState> threads_;
    std::vector<Flag> published_;  ///< by thread: windows whose spikes others may read
    std::atomic<bool> failed_{false};
    bool started_ = false;  ///< the first piece has ended
    Status status_ = Status::ready;
    Window done_{0, 0, ~std::uint64_t{0}};  ///< the last window; before the first, none
    std::int64_t piece_end_ = 0;            ///< step that the piece under way ends with
    double build_seconds_ = 0;
};

}  // namespace callosum
