#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/exchange/choose_exchange.hpp"
#include "engine/exchange/communicator.hpp"
#include "engine/exchange/exchange_schedule.hpp"
#include "engine/exchange/wiring.hpp"
#include "engine/records/progress.hpp"
#include "engine/records/result.hpp"
#include "engine/records/sinks.hpp"
#include "engine/records/spike.hpp"
#include "engine/run/rate_recorder.hpp"
#include "engine/run/share.hpp"
#include "engine/run/team.hpp"
#include "engine/run/trace_recorder.hpp"
#include "engine/run/weight_snapshots.hpp"
#include "network/describe/edge_blocks.hpp"

namespace callosum {

struct RunOptions {
    int threads = 1;              ///< per rank; equal on all ranks
    SpikeSink* spikes = nullptr;  ///< may be null: nothing is recorded
    TraceSink* traces = nullptr;
    RateSink* rates = nullptr;
    WeightSink* weights = nullptr;
    ExchangeKind exchange = ExchangeKind::automatic;
    HeldEdges held_edges;  ///< parts of explicit lists that have been read already
    std::function<void(const Progress&)> progress;  ///< called on thread 0, a few times per second
    double progress_seconds = 0.2;                  ///< least wall time between two calls
    std::function<void(std::int64_t)> at_epoch;     ///< called on thread 0 with the step; may throw
    Clock::time_point start = Clock::now();         ///< of building
};

/// A built network on this rank, ready to run. See engine/README.md for the loop and its
/// happens-before table.
class Simulation {
  public:
    /// Builds this rank's share; collective over the communicator. `description` must have passed
    /// `finish` and outlive the object.
    Simulation(const Description& description, const Communicator& communicator,
               RunOptions options);
    /// Runs warm-up and duration; collective. The result is equal on all ranks.
    RunResult run();

  private:
    struct Window {
        std::int64_t first = 0;  ///< step before the window
        std::int64_t last = 0;   ///< its last step
        std::uint64_t number = 0;
    };
    struct alignas(64) Flag {
        std::atomic<std::uint64_t> value{0};
    };
    struct ThreadState {
        Fired fired[2];
        std::vector<Spike> recorded[2];
        std::vector<std::uint64_t> n_spikes;  ///< by population, up to the epoch's first window
        StageClock clock;
        ExchangeSchedule sources;  ///< each thread has its own: they are not in the same window
        std::vector<Arrival> arrivals;  ///< that are being entered
        double warmup_seconds = 0, run_seconds = 0;
    };

    void build();
    void connect();
    [[nodiscard]] double words_of_packet() const;
    [[nodiscard]] std::string memory_note() const;
    [[nodiscard]] Window next(const Window& window) const;
    void loop(int thread);
    void begin_phases(int thread, const Window& window);
    void run_window(int thread, const Window& window);
    template <class Ready>
    void wait_until(Ready&& ready) const;
    void wait_for(const std::atomic<std::uint64_t>& value, std::uint64_t least) const;
    void wait_for_all(std::uint64_t windows) const;
    void enter_spikes(int thread, const Window& window);
    void count_traffic(const Window& window);
    void update_schedule(int thread, const Window& window);
    void fill_packets(const Window& window);
    void pack(std::span<const std::uint32_t> spikes);
    void finish_exchange(const Window& window);
    void end_epoch(int thread, const Window& window);
    void report(const Window& window);
    [[nodiscard]] std::vector<RateSince> rates_since(std::int64_t step);
    void flush(std::size_t parity);
    [[nodiscard]] std::size_t parity(const Window& window) const;
    [[nodiscard]] RunResult result();
    void fill_populations(RunResult& result) const;
    void fill_projections(RunResult& result) const;
    void fill_weights(RunResult& result) const;
    void fill_stages(RunResult& result) const;
    void fill_traffic(RunResult& result) const;
    void fill_partition(RunResult& result) const;

    Flag arrived_;  ///< windows whose spikes of other ranks are here
    const Description& description_;
    const Communicator& communicator_;
    RunOptions options_;
    FixedPointPlan plan_;
    Partition partition_;
    std::optional<Description> local_;  ///< with this rank's edges, where there are explicit lists
    std::vector<std::string> list_notes_;
    Team team_;
    std::vector<std::unique_ptr<Share>> shares_;
    Wiring wiring_;
    std::unique_ptr<NeighbourExchange> exchange_;
    std::string exchange_note_;
    bool takes_part_ = false;  ///< in exchanges: with neighbours, or because all do
    std::vector<SpikePacket> packets_;
    ExchangeSchedule destinations_;  ///< of thread 0, as what follows
    /// What waits for a destination's turn: where each step's spikes end, and the spikes.
    struct Waiting {
        std::vector<std::uint32_t> ends, spikes;
    };
    std::vector<Waiting> waiting_;
    std::int64_t full_exchange_period_ =
        1;  ///< all ranks exchange with all their peers at its multiples
    std::unique_ptr<TraceRecorder> traces_;
    std::unique_ptr<RateRecorder> rates_;
    std::unique_ptr<WeightSnapshots> snapshots_;
    std::vector<ThreadState> threads_;
    /// What has gone through the exchange since the warm-up; of thread 0.
    struct Passed {
        std::uint64_t windows = 0, parcels = 0, words_sent = 0, words_received = 0, spikes = 0,
                      steps = 0;
    };
    Passed passed_;
    std::vector<std::int64_t> phase_steps_;  ///< by phase: the step after which it is in force
    std::vector<Flag> published_;            ///< by thread: windows whose spikes others may read
    std::atomic<bool> failed_{false};
    std::int64_t warmup_steps_ = 0, total_steps_ = 0, window_steps_ = 1, epoch_windows_ = 1;
    double build_seconds_ = 0;
    double expected_bytes_ = 0;  ///< of memory at most, found before building
    Clock::time_point last_progress_;
    std::int64_t last_progress_step_ = 0;
    std::vector<std::uint64_t> last_n_spikes_;  ///< by population, at the last progress
};

}  // namespace callosum
