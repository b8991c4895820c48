#include <array>

#include "engine/exchange/over_ranks.hpp"
#include "engine/run/simulation.hpp"

// What a window's spikes go through on their way to other threads and ranks: turns, parcels, traffic.
namespace callosum {

/// All are due at the end, where weights are scaled, and where synapses of silent sources are looked at:
/// for that, all spikes up to then have to be known.
void Simulation::update_schedule(int thread, const Window& window) {
    if (wiring_.sources.empty()) { return; }  // then there are no destinations either
    const bool all = window.last >= total_steps_ ||
                     window.last / full_exchange_period_ > window.first / full_exchange_period_ ||
                     next_scaling(description_, window.first) == window.last;
    const auto next_last = all ? window.last : next(window).last;
    threads_[static_cast<std::size_t>(thread)].sources.find(next_last, all);
    if (thread == 0) { destinations_.find(next_last, all); }
}

/// A parcel says for each step since the last one where its spikes end, then names them as the receiver
/// does.
void Simulation::fill_packets(const Window& window) {
    const auto n_steps = static_cast<std::size_t>(window.last - window.first);
    for (std::size_t s = 0; s < n_steps; ++s) {
        for (const auto& state : threads_) {
            const auto& fired = state.fired[window.number & 1U];
            const std::uint32_t first = s == 0 ? 0 : fired.step_end[s - 1];
            pack({fired.neurons.data() + first, fired.step_end[s] - first});
        }
        for (auto& own : waiting_) {
            own.ends.push_back(static_cast<std::uint32_t>(own.spikes.size()));
        }
    }
    for (std::size_t d = 0; d < packets_.size(); ++d) {
        if (destinations_.due()[d] == 0) { continue; }
        auto& [ends, spikes] = waiting_[d];
        packets_[d].words.assign(ends.begin(), ends.end());
        packets_[d].words.insert(packets_[d].words.end(), spikes.begin(), spikes.end());
        ends.clear();
        spikes.clear();
    }
}

/// Adds spikes of local neurons to the parcels of those who need them.
void Simulation::pack(std::span<const std::uint32_t> spikes) {
    for (const auto local : spikes) {
        wiring_.routes.for_each(local, [&](std::uint32_t destination, std::uint32_t place) {
            waiting_[destination].spikes.push_back(place);
        });
    }
}

/// Spikes are entered some hundred at once: a parcel of one of many ranks has hardly one in a step.
void Simulation::enter_spikes(int thread, const Window& window) {
    constexpr std::size_t at_once = 256;
    auto& worker = *shares_[static_cast<std::size_t>(thread)];
    auto& arrivals = threads_[static_cast<std::size_t>(thread)].arrivals;
    const auto add = [&](std::int64_t step, std::uint32_t number, bool from_other_rank) {
        arrivals.push_back({step, number});
        if (arrivals.size() < at_once) { return; }
        worker.enter(arrivals, from_other_rank);
        arrivals.clear();
    };
    const auto add_rest = [&](bool from_other_rank) {
        worker.enter(arrivals, from_other_rank);
        arrivals.clear();
    };
    const auto n_steps = static_cast<std::size_t>(window.last - window.first);
    for (const auto& state : threads_) {
        const auto& fired = state.fired[window.number & 1U];
        std::uint32_t at = 0;
        for (std::size_t s = 0; s < n_steps; ++s) {
            const auto step = window.first + 1 + static_cast<std::int64_t>(s);
            for (; at < fired.step_end[s]; ++at) {
                add(step, wiring_.local_number[fired.neurons[at]], false);
            }
        }
    }
    add_rest(false);
    auto& turns = threads_[static_cast<std::size_t>(thread)].sources;
    for (std::size_t i = 0; i < wiring_.sources.size(); ++i) {
        if (turns.due()[i] == 0) { continue; }
        // A parcel: where each step's spikes end, then the spikes.
        const auto words = exchange_->received(i);
        const auto n = static_cast<std::size_t>(window.last - turns.after(i));
        std::uint32_t at = 0;
        for (std::size_t s = 0; s < n; ++s) {
            const auto step = turns.after(i) + 1 + static_cast<std::int64_t>(s);
            for (; at < words[s]; ++at) { add(step, wiring_.number(i, words[n + at]), true); }
        }
    }
    add_rest(true);
    turns.pass(window.last);
    if (thread == 0) { destinations_.pass(window.last); }
    worker.entered(window.last);
}

void Simulation::count_traffic(const Window& window) {
    ++passed_.windows;
    for (std::size_t d = 0; d < packets_.size(); ++d) {
        if (destinations_.due()[d] == 0) { continue; }
        const auto n_steps = static_cast<std::uint64_t>(window.last - destinations_.after(d));
        ++passed_.parcels;
        passed_.steps += n_steps;
        passed_.words_sent += packets_[d].words.size();
        passed_.spikes += packets_[d].words.size() - n_steps;
    }
    for (std::size_t i = 0; i < wiring_.sources.size(); ++i) {
        if (threads_[0].sources.due()[i] != 0) {
            passed_.words_received += exchange_->received(i).size();
        }
    }
}

void Simulation::fill_traffic(RunResult& result) const {
    auto& traffic = result.traffic;
    traffic.windows = passed_.windows;
    const std::array<std::uint64_t, 6> own{passed_.parcels,
                                           passed_.words_sent * sizeof(std::uint32_t),
                                           passed_.words_received * sizeof(std::uint32_t),
                                           passed_.spikes,
                                           wiring_.n_halo,
                                           wiring_.destinations.size()};
    const auto all = over_ranks(communicator_, own);
    traffic.parcels = all[0];
    traffic.bytes_sent = all[1];
    traffic.bytes_received = all[2];
    traffic.spikes_sent = all[3];
    traffic.halo = all[4];
    traffic.destinations = all[5];
    const double steps = passed_.parcels == 0 ? 0
                                              : static_cast<double>(passed_.steps) /
                                                    static_cast<double>(passed_.parcels);
    traffic.steps_between_parcels = over_ranks(communicator_, std::array{steps})[0];
}

}  // namespace callosum
