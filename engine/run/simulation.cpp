#include "engine/run/simulation.hpp"

#include <algorithm>
#include <thread>

#include "engine/base/error.hpp"
#include "engine/forecast/memory.hpp"
#include "engine/synapses/distribute_edges.hpp"

#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// The loop, per thread. A window W is `window_steps_` steps, no more than the smallest delay; a spike
// of W acts in W + 1 at the earliest, so the threads of all ranks run through a window on their own.
//
//   E(W)  enter the spikes of window W into the buckets of the steps in which they act
//   U(W)  for each step of W: drain its bucket into the input rows, update, collect spikes
//   P(W)  publish the spikes of W (release store of published_[thread])
//   X(W)  thread 0: once all threads of the rank have published W, send and receive its spikes
//   D(W)  drain what is known already of the first step of W + 1, while others still finish
//
//   happens before       because
//   P(W), all threads  -> E(W)            wait_for_all(W + 1), acquire
//   X(W) finished      -> E(W)            arrived_ (release by thread 0, acquire by the others)
//   E(W)               -> U(W + 1)        same thread
//   E(W), all threads  -> U(W + 2)        a thread enters W before it publishes W + 1, and nobody starts
//                                         W + 2 before all have published W + 1: so two buffers
//                                         (`fired[W & 1]`) are enough, and so are the parcels of X
//   epoch e left by all-> flush(e)        thread 0 flushes e at the end of the first window of e + 1,
//                                         after wait_for_all; e + 2 reuses the buffers (as above)
namespace callosum {
namespace {

/// Another thread of the rank has failed; its exception is the one to report.
struct Cancelled {};

constexpr std::int64_t epoch_steps = 256;  // records are handed over, states checked this often
constexpr std::int64_t longest_window = epoch_steps / 2;
constexpr int spins_before_yield = 20000;

/// The ranks that count edges of lists together; none where one stands alone for many.
const Ranks* reads_together(const Communicator& communicator) {
    return communicator.reporting() == communicator.size() ? &communicator : nullptr;
}

inline void relax() {
#if defined(__x86_64__)
    _mm_pause();
#endif
}

}  // namespace

Simulation::Simulation(const Description& description, const Communicator& communicator,
                       RunOptions options)
    : description_(description),
      communicator_(communicator),
      options_(std::move(options)),
      plan_(plan_fixed_point(description)),
      partition_(
          make_partition({description, expected_synapses(plan_), communicator.size(),
                          options_.threads, reads_together(communicator), &options_.held_edges})),
      team_(communicator, options_.threads),
      threads_(static_cast<std::size_t>(options_.threads)),
      published_(static_cast<std::size_t>(options_.threads)) {
    build();
}

void Simulation::build() {
    const auto n_threads = static_cast<std::size_t>(options_.threads);
    const std::size_t first = static_cast<std::size_t>(communicator_.rank()) * n_threads;
    shares_.resize(n_threads);
    local_ =
        with_local_edges(description_, partition_, communicator_, std::move(options_.held_edges));
    const auto memory = estimate_memory(
        {description_, plan_, partition_, communicator_.rank(), {}, local_.has_value()});
    require_memory(memory.total(), communicator_);
    expected_bytes_ = memory.total() + resident_bytes();
    std::vector<std::vector<NeuronRange>> ranges;
    std::vector<std::uint64_t> first_local(n_threads + 1, 0);
    for (std::size_t t = 0; t < n_threads; ++t) {
        first_local[t + 1] = first_local[t];
        ranges.push_back(partition_.ranges(static_cast<int>(first + t)));
        for (const auto& range : ranges.back()) { first_local[t + 1] += range.size(); }
    }
    team_.run([&](int thread) {
        const auto t = static_cast<std::size_t>(thread);
        shares_[t] = std::make_unique<Share>(local_ ? *local_ : description_, plan_,
                                             std::move(ranges[t]), first_local[t]);
    });
    list_notes_ = notes_on_lists(description_, communicator_);
    if (local_) { release_local_edges(*local_, description_); }

    connect();
    warmup_steps_ = description_.steps(description_.warmup_ms);
    total_steps_ = warmup_steps_ + description_.steps(description_.duration_ms);
    for (const auto& phase : description_.phases) {
        phase_steps_.push_back(description_.steps(phase.at_ms));
    }
    window_steps_ = plan_.projections.empty()
                        ? longest_window
                        : std::min<std::int64_t>(longest_window, plan_.min_delay);
    epoch_windows_ = epoch_steps / window_steps_;
    const auto horizon = plan_.max_delay + static_cast<std::uint32_t>(window_steps_);
    team_.run([&](int thread) {
        const auto t = static_cast<std::size_t>(thread);
        shares_[t]->make_delivery(wiring_.known, horizon);
    });
    wiring_.known = {};
#if defined(__GLIBC__)
    malloc_trim(0);  // letters were many and small
#endif
    traces_ = std::make_unique<TraceRecorder>(
        description_, shares_, (epoch_windows_ + 1) * window_steps_, options_.traces);
    rates_ = std::make_unique<RateRecorder>(description_, shares_,
                                            (epoch_windows_ + 1) * window_steps_, options_.rates);
    snapshots_ = std::make_unique<WeightSnapshots>(description_, shares_, options_.weights);
    build_seconds_ = seconds_since(options_.start);
}

/// As expected: where the spikes of each step end, and the spikes.
double Simulation::words_of_packet() const {
    const auto rates = expected_rates(description_);
    double spikes = 0;
    for (const auto& worker : shares_) {
        for (const auto& range : worker->ranges()) {
            spikes += static_cast<double>(range.size()) * rates[range.population];
        }
    }
    const auto steps = std::min<double>(longest_window, plan_.min_delay);
    return steps * (1 + spikes * description_.dt_ms * 1e-3);
}

/// Finds out which spikes go where.
void Simulation::connect() {
    std::vector<const SourceList*> lists;
    for (const auto& worker : shares_) {
        for (const auto* list : worker->source_lists()) { lists.push_back(list); }
    }
    wiring_ = wire(description_, partition_, communicator_, lists);
    auto chosen = choose_exchange(communicator_, wiring_, options_.exchange, words_of_packet());
    exchange_ = std::move(chosen.exchange);
    takes_part_ = chosen.collective || !wiring_.destinations.empty() || !wiring_.sources.empty();
    exchange_note_ = std::string("exchange of spikes: ") +
                     (chosen.collective ? "collective" : "neighbours") + " (" + chosen.why + ")";
    for (const int rank : wiring_.destinations) { packets_.push_back({rank, {}}); }
    waiting_.resize(wiring_.destinations.size());
    destinations_ = ExchangeSchedule(wiring_.destination_delay);
    for (auto& thread : threads_) { thread.sources = ExchangeSchedule(wiring_.source_delay); }
    full_exchange_period_ = full_exchange_period(description_);
}

/// Windows end after their length, at the end of the warm-up, where a phase begins, where a snapshot of
/// weights is due and where a period of homeostasis ends.
Simulation::Window Simulation::next(const Window& window) const {
    std::int64_t last = std::min(window.last + window_steps_, total_steps_);
    last = std::min(last, snapshots_->after(window.last));
    last = std::min(last, next_scaling(description_, window.last));
    if (window.last < warmup_steps_) { last = std::min(last, warmup_steps_); }
    const auto phase = std::upper_bound(phase_steps_.begin(), phase_steps_.end(), window.last);
    if (phase != phase_steps_.end()) { last = std::min(last, *phase); }
    return {window.last, last, window.number + 1};
}

std::size_t Simulation::parity(const Window& window) const {
    return (window.number / static_cast<std::uint64_t>(epoch_windows_)) & 1U;
}

/// Waits until ready() says yes; leaves when another thread has failed.
template <class Ready>
void Simulation::wait_until(Ready&& ready) const {
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

void Simulation::wait_for(const std::atomic<std::uint64_t>& value, std::uint64_t least) const {
    wait_until([&] { return value.load(std::memory_order_acquire) >= least; });
}

void Simulation::wait_for_all(std::uint64_t windows) const {
    for (const auto& flag : published_) { wait_for(flag.value, windows); }
}

RunResult Simulation::run() {
    last_progress_ = Clock::now();
    team_.run([this](int thread) {
        try {
            loop(thread);
        } catch (const Cancelled&) { return; } catch (...) {
            failed_.store(true);
            throw;
        }
    });
    return result();
}

void Simulation::loop(int thread) {
    auto& own = threads_[static_cast<std::size_t>(thread)];
    auto start = Clock::now();
    own.clock.start();
    (void)snapshots_->take(static_cast<std::size_t>(thread), 0);
    Window window{0, 0, ~std::uint64_t{0}};
    for (window = next(window); window.first < total_steps_; window = next(window)) {
        if (window.first == warmup_steps_) {
            own.warmup_seconds = seconds_since(start);
            start = Clock::now();
            own.clock.reset();
            if (thread == 0) { passed_ = {}; }
            shares_[static_cast<std::size_t>(thread)]->start_counting(warmup_steps_);
        }
        begin_phases(thread, window);
        run_window(thread, window);
    }
    shares_[static_cast<std::size_t>(thread)]->check_finite(total_steps_);
    if (thread == 0) {
        wait_for_all(window.number);
        const std::uint64_t epochs =
            (window.number - 1) / static_cast<std::uint64_t>(epoch_windows_);
        if (epochs > 0) { flush((epochs - 1) & 1U); }
        flush(epochs & 1U);
    }
    own.clock.lap(Stage::record);
    own.run_seconds = seconds_since(start);
}

/// Neurons belong to their worker alone, so each thread changes its own between two of its windows.
void Simulation::begin_phases(int thread, const Window& window) {
    const auto phase = std::lower_bound(phase_steps_.begin(), phase_steps_.end(), window.first);
    if (phase == phase_steps_.end() || *phase != window.first) { return; }
    const auto t = static_cast<std::size_t>(thread);
    shares_[t]->change(description_.phases[static_cast<std::size_t>(phase - phase_steps_.begin())]);
    threads_[t].clock.lap(Stage::update);
}

void Simulation::run_window(int thread, const Window& window) {
    auto& own = threads_[static_cast<std::size_t>(thread)];
    auto& worker = *shares_[static_cast<std::size_t>(thread)];
    auto& fired = own.fired[window.number & 1U];
    fired.neurons.clear();
    fired.step_end.clear();
    for (std::int64_t step = window.first + 1; step <= window.last; ++step) {
        worker.advance(step, fired, own.recorded[parity(window)], own.clock);
        if (!traces_->empty()) {
            traces_->sample(thread, worker, step, parity(window));
            own.clock.lap(Stage::record);
        }
        if (!rates_->empty()) { rates_->note(thread, worker, step, parity(window)); }
    }
    const auto epoch_length = static_cast<std::uint64_t>(epoch_windows_);
    if (options_.progress && window.number % epoch_length == 0) {
        own.n_spikes.resize(description_.populations.size());
        for (std::size_t p = 0; p < own.n_spikes.size(); ++p) {
            own.n_spikes[p] = worker.n_spikes(p);
        }
    }
    published_[static_cast<std::size_t>(thread)].value.store(window.number + 1,
                                                             std::memory_order_release);
    update_schedule(thread, window);
    if (thread == 0 && takes_part_) {
        wait_for_all(window.number + 1);
        own.clock.lap(Stage::wait);
        fill_packets(window);
        own.clock.lap(Stage::pack);
        exchange_->start(packets_, {destinations_.due(), own.sources.due(), window.last});
        own.clock.lap(Stage::exchange);
    }
    if (snapshots_->take(static_cast<std::size_t>(thread), window.last)) {
        own.clock.lap(Stage::record);
    }
    // Not beyond the end: weights are those after the last step.
    if (window.last < total_steps_) { worker.deliver_early(window.last + 1); }
    own.clock.lap(Stage::deliver);
    if (thread == 0) {
        finish_exchange(window);
        count_traffic(window);
        own.clock.lap(Stage::exchange);
    }
    wait_for_all(window.number + 1);
    wait_for(arrived_.value, window.number + 1);
    own.clock.lap(Stage::wait);
    enter_spikes(thread, window);
    own.clock.lap(Stage::enter);
    if (window.number % epoch_length == 0) { end_epoch(thread, window); }
}

void Simulation::finish_exchange(const Window& window) {
    if (takes_part_) {
        wait_until([&] { return exchange_->finished(); });
    }
    arrived_.value.store(window.number + 1, std::memory_order_release);
}

/// At the first window of an epoch, when everyone has left the one before: hand over its records.
void Simulation::end_epoch(int thread, const Window& window) {
    auto& own = threads_[static_cast<std::size_t>(thread)];
    shares_[static_cast<std::size_t>(thread)]->check_finite(window.last);
    if (thread == 0) {
        if (window.number > 0) { flush(1U - parity(window)); }
        if (options_.at_epoch) { options_.at_epoch(window.last); }
        if (options_.progress && seconds_since(last_progress_) > options_.progress_seconds) {
            report(window);
        }
    }
    own.clock.lap(Stage::record);
}

void Simulation::report(const Window& window) {
    last_progress_ = Clock::now();
    Progress progress;
    progress.biological_ms = static_cast<double>(window.last) * description_.dt_ms;
    progress.total_ms = static_cast<double>(total_steps_) * description_.dt_ms;
    progress.wall_seconds = seconds_since(options_.start) - build_seconds_;
    progress.in_warmup = window.last <= warmup_steps_;
    progress.rates = rates_since(window.last);
    options_.progress(progress);
}

/// Called by thread 0 when all threads have published the first window of the epoch, before which they
/// have left their counts; they do so again in the next epoch, which needs thread 0.
std::vector<RateSince> Simulation::rates_since(std::int64_t step) {
    const double seconds =
        static_cast<double>(step - last_progress_step_) * description_.dt_ms * 1e-3;
    last_progress_step_ = step;
    last_n_spikes_.resize(description_.populations.size());
    std::vector<RateSince> rates;
    for (std::size_t p = 0; p < last_n_spikes_.size(); ++p) {
        RateSince rate{description_.populations[p].name};
        std::uint64_t n_spikes = 0;
        for (std::size_t t = 0; t < threads_.size(); ++t) {
            n_spikes += threads_[t].n_spikes[p];
            for (const auto& range : shares_[t]->ranges()) {
                if (range.population == p) { rate.neurons += range.size(); }
            }
        }
        const auto since = static_cast<double>(n_spikes - last_n_spikes_[p]);
        last_n_spikes_[p] = n_spikes;
        if (rate.neurons == 0) { continue; }
        rate.rate_hz = since / static_cast<double>(rate.neurons) / seconds;
        rates.push_back(std::move(rate));
    }
    return rates;
}

void Simulation::flush(std::size_t parity) {
    traces_->flush(parity);
    rates_->flush(parity);
    std::vector<Spike> merged;
    for (auto& state : threads_) {
        auto& recorded = state.recorded[parity];
        const auto middle = static_cast<std::ptrdiff_t>(merged.size());
        merged.insert(merged.end(), recorded.begin(), recorded.end());
        std::inplace_merge(merged.begin(), merged.begin() + middle, merged.end(),
                           [](const Spike& a, const Spike& b) { return a.step < b.step; });
        recorded.clear();
    }
    if (options_.spikes != nullptr && !merged.empty()) { options_.spikes->write(merged); }
}

}  // namespace callosum
