#include "engine/run/simulation.hpp"

#include <array>
#include <cmath>
#include <span>
#include <thread>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/base/error.hpp"
#include "engine/synapses/distribute_edges.hpp"
#include "network/partition/cost.hpp"

#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// The loop, per thread. A window W is no longer than the smallest delay; a spike of W acts in W + 1 at the earliest, so
// the threads of all ranks run through a window on their own.
//
//   U(W)  for each step of W: drain its bucket into the input rows, update, collect spikes
//   P(W)  publish the spikes of W (release store of published_[thread])
//   X(W)  thread 0: once all threads of the rank have published W, send and receive its spikes
//   D(W)  drain what is known already of the first step of W + 1, while others still finish
//   E(W)  enter the spikes of window W into the buckets of the steps in which they act
//
//   happens before        because
//   P(W), all threads  -> E(W)            wait_for_all(W + 1), acquire
//   X(W) finished      -> E(W)            arrived_ (release by thread 0, acquire by the others)
//   E(W)               -> U(W + 1)        same thread
//   E(W), all threads  -> U(W + 2)        a thread enters W before it publishes W + 1, and nobody starts
//                                         W + 2 before all have published W + 1: so two buffers
//                                         (`spikes[W & 1]`) are enough, and so are the packets of X
//   epoch e left by all-> flush(e)        thread 0 flushes e at the end of the first window of e + 1,
//                                         after wait_for_all; e + 2 reuses the buffers (as above)
//   piece left by all  -> next piece      the team's threads end with the piece
//
// In the last window of a piece all ranks exchange all spikes, and D is left out: plastic delivery of the next step would
// change weights that a caller can see.
namespace callosum {
namespace {

/// Ends a thread because another one of the rank has failed, whose exception is the one to report.
struct Cancelled {};

constexpr int spins_before_yield = 20000;

inline void relax() {
#if defined(__x86_64__)
    _mm_pause();
#endif
}

/// Words that a packet is expected to have: where the spikes of each step end, and the spikes.
double expected_words(const Description& description, const FixedPointPlan& plan,
                      const std::vector<std::unique_ptr<Share>>& shares) {
    const auto rates = expected_rates(description);
    double spikes = 0;
    for (const auto& share : shares) {
        for (const auto& local : share->populations()) {
            spikes += static_cast<double>(local->range().size()) * rates[local->range().population];
        }
    }
    const auto steps = std::min<double>(WindowPlan::max_window, plan.min_delay);
    return steps * (1 + spikes * description.dt_ms * 1e-3);
}

/// Says on which memory the static synapses lie, which are most of it.
std::string numa_note(const Team& team, const std::vector<std::unique_ptr<Share>>& shares) {
    std::string note = "NUMA nodes: " + std::to_string(team.numa_nodes()) +
                       "; synapses on the node of their thread:";
    for (std::size_t t = 0; t < shares.size(); ++t) {
        const auto& entries = shares[t]->store().narrow;
        const auto part = team.local_part(std::as_bytes(std::span(entries.data(), entries.size())),
                                          static_cast<int>(t));
        note += part ? ' ' + std::to_string(std::lround(100 * *part)) + " %" : " unknown";
    }
    return note;
}

}  // namespace

RankSimulation::RankSimulation(const Description& description, const Communicator& communicator,
                               const RunOptions& options)
    : RankSimulation(description, communicator, RunOptions(options),
                     lay_out_run(description, communicator, options.threads, &options.held_edges)) {
}

RankSimulation::RankSimulation(const Description& description, const Communicator& communicator,
                               RunOptions&& options, RunLayout layout)
    : description_(description),
      communicator_(communicator),
      options_(std::move(options)),
      plan_(std::move(layout.plan)),
      partition_(std::move(layout.partition)),
      windows_(description, plan_),
      team_(communicator, options_.threads, options_.binding),
      threads_(static_cast<std::size_t>(options_.threads)),
      published_(static_cast<std::size_t>(options_.threads)) {
    build();
}

void RankSimulation::build() {
    const auto n_threads = static_cast<std::size_t>(options_.threads);
    const std::size_t first = communicator_.rank().index() * n_threads;
    shares_.resize(n_threads);
    // This rank's edges of explicit lists are needed for as long as synapses are built.
    local_ =
        with_local_edges(description_, partition_, communicator_, std::move(options_.held_edges));
    std::vector<std::vector<NeuronRange>> ranges;
    std::vector<RankLocal> first_local(n_threads + 1);
    for (std::size_t t = 0; t < n_threads; ++t) {
        first_local[t + 1] = first_local[t];
        ranges.push_back(partition_.ranges(static_cast<int>(first + t)));
        for (const auto& range : ranges.back()) {
            first_local[t + 1] = first_local[t + 1] + range.size();
        }
    }
    const Description& built = local_ ? *local_ : description_;
    team_.run([&](ThreadId thread) {
        const std::size_t t = thread.index();
        shares_[t] = std::make_unique<Share>(built, plan_, ranges[t], first_local[t]);
    });
    list_notes_ = notes_on_lists(description_, communicator_);
    if (local_) { release_local_edges(*local_, description_); }
    connect();
    recorders_ = std::make_unique<Recorders>(description_, shares_, windows_.max_buffered_steps(),
                                             options_.sinks);
    progress_ = std::make_unique<ProgressReport>(description_, windows_, shares_, options_.progress,
                                                 options_.progress_seconds);
    build_seconds_ = seconds_since(options_.start);
}

/// Finds out which spikes go where, and makes the indexes that they are found by.
void RankSimulation::connect() {
    std::vector<const SourceList*> lists;
    for (const auto& share : shares_) {
        for (const auto* list : share->source_lists()) { lists.push_back(list); }
    }
    mail_.emplace(SpikeMail::Setup{description_, partition_, communicator_, lists,
                                   options_.exchange, expected_words(description_, plan_, shares_),
                                   options_.threads});
    const auto horizon = WindowPlan::horizon(plan_);
    team_.run([&](ThreadId thread) { share(thread).make_delivery(mail_->heard(), horizon); });
    mail_->free_heard();
#if defined(__GLIBC__)
    malloc_trim(0);  // messages of the set-up were many and small
#endif
}

void RankSimulation::check_order(std::int64_t step) const {
    if (status_ == Status::running) {
        throw LimitError(
            "run_until was called while a piece of the simulation is under way; call "
            "it when the one before has returned");
    }
    const bool refused = status_ == Status::failed || step < done_.last || step > last_step();
    std::array<std::uint64_t, 2> most{refused ? 1U : 0U, static_cast<std::uint64_t>(step)};
    std::array<std::uint64_t, 1> least{static_cast<std::uint64_t>(step)};
    communicator_.reduce(std::span<std::uint64_t>(most), Communicator::Reduce::max);
    communicator_.reduce(std::span<std::uint64_t>(least), Communicator::Reduce::min);
    if (status_ == Status::failed) {
        throw LimitError("the simulation has ended with an error; it cannot go on");
    }
    if (most[0] != 0 || most[1] != least[0]) {
        throw LimitError("run_until(" + std::to_string(step) + ") was called at step " +
                         std::to_string(done_.last) + "; all ranks must name the same step, from " +
                         std::to_string(done_.last) + " to " + std::to_string(last_step()));
    }
}

void RankSimulation::run_until(std::int64_t step) {
    check_order(step);
    if (started_ && step == done_.last) { return; }
    piece_end_ = step;
    status_ = Status::running;
    progress_->start();
    try {
        team_.run([this](ThreadId thread) {
            try {
                loop(thread);
            } catch (const Cancelled&) { return; } catch (...) {
                failed_.store(true);
                throw;
            }
        });
    } catch (...) {
        status_ = Status::failed;
        throw;
    }
    progress_->stop();
    started_ = true;
    status_ = Status::ready;
}

RunResult RankSimulation::run() {
    run_until(last_step());
    return result();
}

RunResult RankSimulation::result() const {
    ResultSources sources{description_,
                          communicator_,
                          plan_,
                          partition_,
                          shares_,
                          *mail_,
                          windows_,
                          done_.last,
                          build_seconds_,
                          options_.expected_bytes,
                          {}};
    for (const auto& thread : threads_) { sources.threads.push_back(&thread.times); }
    auto result = collect_result(sources);
    result.notes = {team_.report(), mail_->note(), numa_note(team_, shares_)};
    result.notes.insert(result.notes.end(), list_notes_.begin(), list_notes_.end());
    return result;
}

void RankSimulation::visit_state(StateVisitor& visitor) {
    if (status_ != Status::ready) {
        throw LimitError(
            "the state of a simulation can be visited between two pieces alone; one is "
            "under way or has failed");
    }
    for (const auto& share : shares_) { share->visit_state(visitor, done_.last); }
    recorders_->visit_state(visitor);
}

/// Waits until ready() says yes; leaves when another thread has failed.
template <class Ready>
void RankSimulation::wait_until(Ready&& ready) const {
    int spins = team_.oversubscribed() ? spins_before_yield : 0;
    while (!ready()) {
        if (failed_.load(std::memory_order_relaxed)) { throw Cancelled{}; }
        if (++spins > spins_before_yield) {
            std::this_thread::yield();
        } else {
            relax();
        }
    }
}

void RankSimulation::wait_for(const std::atomic<std::uint64_t>& value, std::uint64_t least) const {
    wait_until([&] { return value.load(std::memory_order_acquire) >= least; });
}

void RankSimulation::wait_for_all(std::uint64_t windows) const {
    for (const auto& flag : published_) { wait_for(flag.value, windows); }
}

void RankSimulation::loop(ThreadId thread) {
    auto& times = state(thread).times;
    auto start = Clock::now();
    times.clock.start();
    if (!started_) { (void)recorders_->take_snapshots(thread, 0); }
    Window last = done_;
    for (auto window = windows_.next(last, piece_end_); window.first < piece_end_;
         window = windows_.next(last, piece_end_)) {
        if (window.first == windows_.warmup_steps()) {
            times.warmup_seconds += seconds_since(start);
            start = Clock::now();
            times.clock.reset();
            if (thread == ThreadId(0)) { mail_->reset_traffic(); }
            share(thread).start_counting(window.first);
        }
        run_window(thread, window);
        last = window;
    }
    end_piece(thread, last);
    (last.last > windows_.warmup_steps() ? times.run_seconds : times.warmup_seconds) +=
        seconds_since(start);
}

void RankSimulation::run_window(ThreadId thread, const Window& window) {
    auto& clock = this->clock(thread);
    advance(thread, window);
    published_[thread.index()].value.store(window.number + 1, std::memory_order_release);
    const bool ends_piece = window.last >= piece_end_;
    if (mail_->takes_part()) {
        const bool all = ends_piece || windows_.needs_all_spikes(window);
        const auto next_last = all ? window.last : windows_.next(window, piece_end_).last;
        mail_->update_schedule(thread, next_last, all);
    }
    if (thread == ThreadId(0) && mail_->takes_part()) { start_exchange(window); }
    if (recorders_->take_snapshots(thread, window.last)) { clock.lap(Stage::record); }
    if (!ends_piece) { share(thread).deliver_early(window.last + 1); }
    clock.lap(Stage::deliver);
    if (thread == ThreadId(0)) {
        finish_exchange(window);
        clock.lap(Stage::exchange);
    }
    wait_for_all(window.number + 1);
    wait_for(arrived_.value, window.number + 1);
    clock.lap(Stage::wait);
    enter_spikes(thread, window);
    clock.lap(Stage::enter);
    if (windows_.opens_epoch(window)) { end_epoch(thread, window); }
}

/// Takes the share through the steps of a window, in which no other thread touches it.
void RankSimulation::advance(ThreadId thread, const Window& window) {
    auto& clock = this->clock(thread);
    if (const auto* phase = windows_.phase_at(window)) {
        share(thread).change(*phase);
        clock.lap(Stage::update);
    }
    auto& spikes = state(thread).spikes[window.number & 1U];
    spikes.clear();
    const std::size_t parity = windows_.parity(window);
    auto& recorded = recorders_->spikes(thread, parity);
    for (std::int64_t step = window.first + 1; step <= window.last; ++step) {
        share(thread).advance(step, spikes, recorded, clock);
        recorders_->record_step(thread, share(thread), step, parity, clock);
    }
    if (windows_.opens_epoch(window)) { progress_->leave_counts(thread); }
}

void RankSimulation::start_exchange(const Window& window) {
    auto& clock = this->clock(ThreadId(0));
    wait_for_all(window.number + 1);
    clock.lap(Stage::wait);
    mail_->pack(static_cast<std::size_t>(window.last - window.first), threads_.size(),
                [&](std::size_t t) -> const WindowSpikes& {
                    return threads_[t].spikes[window.number & 1U];
                });
    clock.lap(Stage::pack);
    mail_->start(window.last);
    clock.lap(Stage::exchange);
}

void RankSimulation::finish_exchange(const Window& window) {
    if (mail_->takes_part()) {
        wait_until([&] { return mail_->finished(); });
    }
    mail_->count_traffic(window.last);
    arrived_.value.store(window.number + 1, std::memory_order_release);
}

/// Enters the spikes of a window, some hundred at once: a packet of one of many ranks has hardly one in a step.
void RankSimulation::enter_spikes(ThreadId thread, const Window& window) {
    constexpr std::size_t at_once = 256;
    auto& arrivals = state(thread).arrivals;
    const auto enter = [&](bool from_other_rank) {
        share(thread).enter(arrivals, from_other_rank);
        arrivals.clear();
    };
    for (const auto& other : threads_) {
        const auto& spikes = other.spikes[window.number & 1U];
        for (std::size_t s = 0; s < spikes.n_steps(); ++s) {
            const auto step = window.first + 1 + static_cast<std::int64_t>(s);
            for (const RankLocal neuron : spikes.of_step(s)) {
                arrivals.push_back({step, mail_->heard_id(neuron)});
                if (arrivals.size() == at_once) { enter(false); }
            }
        }
    }
    enter(false);
    mail_->take_arrivals(thread, window.last, [&](const Arrival& arrival) {
        arrivals.push_back(arrival);
        if (arrivals.size() == at_once) { enter(true); }
    });
    enter(true);
    share(thread).end_window(window.last);
}

/// Hands over the records of the epoch before, which everyone has left: called at the end of the first window of an epoch.
void RankSimulation::end_epoch(ThreadId thread, const Window& window) {
    share(thread).check_finite(window.last);
    if (thread == ThreadId(0)) {
        if (window.number > 0) { recorders_->flush(1U - windows_.parity(window)); }
        if (options_.at_epoch) { options_.at_epoch(window.last); }
        progress_->tell(window);
    }
    clock(thread).lap(Stage::record);
}

/// Hands over all records that are left: those of the epoch before, where the piece ends with its first window, and of this one.
void RankSimulation::end_piece(ThreadId thread, const Window& last) {
    share(thread).check_finite(last.last);
    if (thread == ThreadId(0)) {
        wait_for_all(last.number + 1);
        recorders_->flush(1U - windows_.parity(last));
        recorders_->flush(windows_.parity(last));
        CALLOSUM_ASSERT(!mail_->holds_spikes());
        done_ = last;
    }
    clock(thread).lap(Stage::record);
}

}  // namespace callosum
