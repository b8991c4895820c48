#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/ids.hpp"
#include "engine/exchange/choose_exchange.hpp"
#include "engine/exchange/communicator.hpp"
#include "engine/exchange/exchange_schedule.hpp"
#include "engine/exchange/packet_codec.hpp"
#include "engine/exchange/window_spikes.hpp"
#include "engine/exchange/wiring.hpp"
#include "engine/records/result.hpp"

namespace callosum {

/// Spikes on their way between ranks. After each window the threads of a rank find out which peers' turn it is; thread 0
/// packs what waits for them and exchanges; then each thread reads all that has come.
class SpikeMail {
  public:
    /// Asks the owners of the sources in `lists` (gids that some store of the rank has synapses of) for their spikes.
    /// `expected_words`: of a packet, to choose between ways of exchange. Collective.
    struct Setup {
        const Description& description;
        const Partition& partition;
        const Communicator& communicator;
        const std::vector<const SourceList*>& lists;
        ExchangeKind kind = ExchangeKind::automatic;
        double expected_words = 0;
        int n_threads = 1;
    };
    explicit SpikeMail(const Setup& setup);

    /// Gids of all sources that the rank hears, in the order of their HeardId; until `free_heard`.
    [[nodiscard]] const SourceList& heard() const { return wiring_.heard; }
    void free_heard() { wiring_.heard = {}; }
    [[nodiscard]] HeardId heard_id(RankLocal neuron) const { return wiring_.heard_id[neuron]; }

    /// Whether this rank takes part in exchanges at all; if not, there are no turns either.
    [[nodiscard]] bool takes_part() const { return takes_part_; }

    /// Finds whose turn it is after a window: theirs for whom the end of the next window, `next_last`, would be too late,
    /// or all. Every thread keeps a schedule of its own, for threads are not in the same window.
    void update_schedule(ThreadId thread, std::int64_t next_last, bool all);

    // For thread 0 alone, up to `reset_traffic`:
    /// Packs the spikes of a window, those of all threads of the rank, for all who need them.
    template <class SpikesOf>
    void pack(std::size_t n_steps, std::size_t n_threads, SpikesOf&& spikes_of);
    /// Sends what waits to those whose turn it is, and starts to receive; packets go up to step `last`.
    void start(std::int64_t last);
    [[nodiscard]] bool finished() { return exchange_->finished(); }
    /// Adds the finished exchange, after a window that ends with `last`, to the traffic.
    void count_traffic(std::int64_t last);
    void reset_traffic() { passed_ = {}; }

    /// Calls visit(Arrival) for all spikes up to step `last` that other ranks have sent in the exchange that has finished, those
    /// of one source in the order of time; ends the turn of the thread.
    template <class Visit>
    void take_arrivals(ThreadId thread, std::int64_t last, Visit&& visit);

    /// Whether some spike waits for a packet.
    [[nodiscard]] bool holds_spikes() const;
    /// What has been sent since `reset_traffic`, over ranks; collective.
    [[nodiscard]] Traffic traffic(const Communicator& communicator) const;
    /// How spikes are exchanged, and why so.
    [[nodiscard]] const std::string& note() const { return note_; }

  private:
    struct Passed {
        std::uint64_t windows = 0, packets = 0, words_sent = 0, words_received = 0, spikes = 0,
                      steps = 0;
    };
    struct alignas(64) ThreadSchedule {
        ExchangeSchedule sources;
    };

    Wiring wiring_;
    std::unique_ptr<NeighbourExchange> exchange_;
    std::string note_;
    bool takes_part_ = false;
    ExchangeSchedule destinations_;
    std::vector<ThreadSchedule> sources_;  ///< by thread
    std::vector<PacketWriter> waiting_;    ///< by destination
    std::vector<SpikePacket> packets_;     ///< by destination
    Passed passed_;
};

template <class SpikesOf>
void SpikeMail::pack(std::size_t n_steps, std::size_t n_threads, SpikesOf&& spikes_of) {
    for (std::size_t step = 0; step < n_steps; ++step) {
        for (std::size_t t = 0; t < n_threads; ++t) {
            for (const RankLocal neuron : spikes_of(t).of_step(step)) {
                wiring_.routes.for_each(neuron, [&](std::uint32_t destination, RequestSlot slot) {
                    waiting_[destination].add(slot);
                });
            }
        }
        for (auto& waiting : waiting_) { waiting.end_step(); }
    }
}

template <class Visit>
void SpikeMail::take_arrivals(ThreadId thread, std::int64_t last, Visit&& visit) {
    auto& schedule = sources_[thread.index()].sources;
    for (std::size_t i = 0; i < wiring_.sources.size(); ++i) {
        if (schedule.due()[i] == 0) { continue; }
        const std::int64_t first = schedule.after(i) + 1;
        read_packet(exchange_->received(i), static_cast<std::size_t>(last - schedule.after(i)),
                    [&](std::size_t step, RequestSlot slot) {
                        visit(Arrival{first + static_cast<std::int64_t>(step),
                                      wiring_.heard_from(i, slot)});
                    });
    }
    schedule.pass(last);
    if (thread == ThreadId(0)) { destinations_.pass(last); }
}

}  // namespace callosum
