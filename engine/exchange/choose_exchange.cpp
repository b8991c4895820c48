#include "engine/exchange/choose_exchange.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <thread>

#include "engine/base/clock.hpp"

namespace callosum {
namespace {

/// Returns the seconds of one exchange on the slowest rank: the median of several.
double seconds_of(NeighbourExchange& exchange, const Wiring& wiring, std::size_t words,
                  const Communicator& communicator) {
    std::vector<SpikePacket> packets;
    for (const RankId rank : wiring.destinations) {
        packets.push_back({rank, std::vector<std::uint32_t>(words)});
    }
    std::array<double, 11> seconds{};
    for (auto& one : seconds) {
        double start = 0;  // reduced only so that all ranks begin together
        communicator.reduce(std::span(&start, 1), Communicator::Reduce::max);
        const auto begun = Clock::now();
        exchange.start(packets);
        while (!exchange.finished()) { std::this_thread::yield(); }
        one = seconds_since(begun);
    }
    communicator.reduce(std::span<double>(seconds), Communicator::Reduce::max);
    std::sort(seconds.begin(), seconds.end());
    return seconds[seconds.size() / 2];
}

/// Whether every rank talks to at least half of the others, all at one interval. Collective.
bool all_with_all(const Communicator& communicator, const Wiring& wiring) {
    const auto [shortest, longest] =
        std::minmax_element(wiring.destination_delay.begin(), wiring.destination_delay.end());
    const bool here =
        2 * wiring.destinations.size() >= static_cast<std::size_t>(communicator.size() - 1) &&
        !wiring.destinations.empty() && *shortest == *longest;
    std::uint64_t all = here ? 1 : 0;
    communicator.reduce(std::span(&all, 1), Communicator::Reduce::min);
    return all == 1;
}

}  // namespace

ChosenExchange choose_exchange(const Communicator& communicator, const Wiring& wiring,
                               ExchangeKind kind, double words) {
    const auto neighbours = [&] {
        return communicator.neighbours(wiring.destinations, wiring.sources);
    };
    const auto collective = [&] {
        return communicator.collective(wiring.destinations, wiring.sources);
    };
    if (kind == ExchangeKind::collective) { return {collective(), true, "asked for"}; }
    if (kind == ExchangeKind::neighbours) { return {neighbours(), false, "asked for"}; }
    if (communicator.reporting() <= 2) {
        return {neighbours(), false, "a pair of ranks has no use for collective calls"};
    }
    if (!all_with_all(communicator, wiring)) {
        return {neighbours(), false, "not every rank talks to most others at one interval"};
    }
    const auto n = static_cast<std::size_t>(std::clamp(words, 1.0, 1e6));
    auto one = neighbours();
    const double pairwise = seconds_of(*one, wiring, n, communicator);
    auto other = collective();
    const double together = seconds_of(*other, wiring, n, communicator);
    std::array<char, 128> text{};
    std::snprintf(text.data(), text.size(), "%.1f us pair by pair, %.1f us in collective calls",
                  pairwise * 1e6, together * 1e6);
    if (together < pairwise) { return {std::move(other), true, text.data()}; }
    return {std::move(one), false, text.data()};
}

}  // namespace callosum
