#include "engine/exchange/dry_exchange.hpp"

#include <algorithm>

#include "engine/base/math.hpp"
#include "engine/exchange/packet_codec.hpp"

namespace callosum {
namespace {

constexpr std::uint32_t stream = 0xD27;  // of Purpose::poisson; no stimulus has this number

}  // namespace

DryExchange::DryExchange(std::uint64_t seed, const std::vector<std::vector<std::uint32_t>>& heard,
                         const std::vector<double>& per_step, std::size_t n_first)
    : ars_(seed, Purpose::poisson, stream),
      last_(heard.size(), 0),
      arrived_(heard.size()),
      outgoing_(heard.size(), std::vector<std::uint32_t>(n_first + 1)),
      incoming_(heard.size(), std::vector<std::uint32_t>(n_first + 1)) {
    for (const auto& populations : heard) {
        auto& groups = groups_.emplace_back();
        std::uint32_t first = 0;
        for (std::size_t p = 0; p < populations.size(); ++p) {
            if (populations[p] > 0) {
                groups.push_back({first, populations[p], populations[p] * per_step[p]});
            }
            first += populations[p];
        }
    }
}

void DryExchange::start(std::span<const SpikePacket> packets, const Turn& turn) {
    for (std::size_t i = 0; i < std::min(packets.size(), outgoing_.size()); ++i) {
        if (!turn.destinations.empty() && turn.destinations[i] == 0) { continue; }
        const auto& words = packets[i].words;
        std::copy_n(words.begin(), std::min(words.size(), outgoing_[i].size() - 1),
                    outgoing_[i].begin() + 1);
    }
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        if (!turn.sources.empty() && turn.sources[i] == 0) { continue; }
        fill(i, static_cast<std::uint32_t>(turn.last_step - last_[i]));
        last_[i] = turn.last_step;
    }
}

/// Fills a packet with Poisson trains.
void DryExchange::fill(std::size_t source, std::uint32_t n_steps) {
    spikes_.clear();
    for (const auto& group : groups_[source]) {
        // Intervals of the train of a whole group are exponential, in steps; each spike belongs to
        // any of its neurons.
        const double mean = 1 / group.per_step;
        double at = 0;
        while (group.per_step > 0) {
            at -= math::log(unit_interval(next_word())) * mean;
            if (at >= n_steps) { break; }
            spikes_.emplace_back(static_cast<std::uint32_t>(at),
                                 group.first + below(next_word(), group.n));
        }
    }
    std::sort(spikes_.begin(), spikes_.end());
    PacketWriter packet;
    std::size_t n = 0;
    for (std::uint32_t step = 0; step < n_steps; ++step) {
        for (; n < spikes_.size() && spikes_[n].first == step; ++n) {
            packet.add(RequestSlot(spikes_[n].second));
        }
        packet.end_step();
    }
    auto& words = arrived_[source];
    packet.move_to(words);
    std::copy_n(words.begin(), std::min(words.size(), incoming_[source].size() - 1),
                incoming_[source].begin() + 1);
}

std::uint32_t DryExchange::next_word() {
    const std::uint64_t block = drawn_ / 4;
    if (drawn_ % 4 == 0) {
        words_ =
            ars_(static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32U), 0, 0);
    }
    return words_[drawn_++ % 4];
}

}  // namespace callosum
