#include "engine/exchange/spike_mail.hpp"

#include <algorithm>
#include <array>

#include "engine/exchange/over_ranks.hpp"

namespace callosum {

SpikeMail::SpikeMail(const Setup& setup)
    : wiring_(wire(setup.description, setup.partition, setup.communicator, setup.lists)) {
    auto chosen = choose_exchange(setup.communicator, wiring_, setup.kind, setup.expected_words);
    exchange_ = std::move(chosen.exchange);
    takes_part_ = chosen.collective || !wiring_.destinations.empty() || !wiring_.sources.empty();
    note_ = std::string("exchange of spikes: ") +
            (chosen.collective ? "collective" : "neighbours") + " (" + chosen.why + ")";
    for (const RankId rank : wiring_.destinations) { packets_.push_back({rank, {}}); }
    waiting_.resize(wiring_.destinations.size());
    destinations_ = ExchangeSchedule(wiring_.destination_delay);
    sources_.assign(static_cast<std::size_t>(setup.n_threads),
                    {ExchangeSchedule(wiring_.source_delay)});
}

void SpikeMail::update_schedule(ThreadId thread, std::int64_t next_last, bool all) {
    if (wiring_.sources.empty()) { return; }  // then there are no destinations either
    sources_[thread.index()].sources.find(next_last, all);
    if (thread == ThreadId(0)) { destinations_.find(next_last, all); }
}

void SpikeMail::start(std::int64_t last) {
    for (std::size_t d = 0; d < packets_.size(); ++d) {
        if (destinations_.due()[d] != 0) { waiting_[d].move_to(packets_[d].words); }
    }
    exchange_->start(packets_, {destinations_.due(), sources_[0].sources.due(), last});
}

void SpikeMail::count_traffic(std::int64_t last) {
    ++passed_.windows;
    for (std::size_t d = 0; d < packets_.size(); ++d) {
        if (destinations_.due()[d] == 0) { continue; }
        const auto n_steps = static_cast<std::uint64_t>(last - destinations_.after(d));
        ++passed_.packets;
        passed_.steps += n_steps;
        passed_.words_sent += packets_[d].words.size();
        passed_.spikes += packets_[d].words.size() - n_steps;
    }
    for (std::size_t i = 0; i < wiring_.sources.size(); ++i) {
        if (sources_[0].sources.due()[i] != 0) {
            passed_.words_received += exchange_->received(i).size();
        }
    }
}

bool SpikeMail::holds_spikes() const {
    return std::any_of(waiting_.begin(), waiting_.end(),
                       [](const PacketWriter& waiting) { return !waiting.empty(); });
}

Traffic SpikeMail::traffic(const Communicator& communicator) const {
    Traffic traffic;
    traffic.windows = passed_.windows;
    const std::array<std::uint64_t, 6> here{passed_.packets,
                                            passed_.words_sent * sizeof(std::uint32_t),
                                            passed_.words_received * sizeof(std::uint32_t),
                                            passed_.spikes,
                                            wiring_.n_halo,
                                            wiring_.destinations.size()};
    const auto all = over_ranks(communicator, here);
    traffic.parcels = all[0];
    traffic.bytes_sent = all[1];
    traffic.bytes_received = all[2];
    traffic.spikes_sent = all[3];
    traffic.halo = all[4];
    traffic.destinations = all[5];
    const double steps = passed_.packets == 0 ? 0
                                              : static_cast<double>(passed_.steps) /
                                                    static_cast<double>(passed_.packets);
    traffic.steps_between_parcels = over_ranks(communicator, std::array{steps})[0];
    return traffic;
}

}  // namespace callosum
