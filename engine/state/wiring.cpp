#include "engine/state/wiring.hpp"

#include <algorithm>
#include <numeric>

namespace callosum {
namespace {

/// Ascending gids that are in some list.
std::vector<std::uint64_t> needed_sources(
    const std::vector<std::span<const std::uint64_t>>& lists) {
    std::vector<std::uint64_t> all;
    for (const auto& list : lists) {
        std::vector<std::uint64_t> merged;
        merged.reserve(all.size() + list.size());
        std::set_union(all.begin(), all.end(), list.begin(), list.end(),
                       std::back_inserter(merged));
        all = std::move(merged);
    }
    return all;
}

struct Found {
    int rank;
    std::uint64_t local;
};

Found find(const std::vector<OwnedRun>& runs, std::size_t& hint, std::uint64_t gid) {
    while (gid >= runs[hint].last) { ++hint; }
    return {runs[hint].rank, runs[hint].local + gid - runs[hint].first};
}

/// Of every rank that asks: the local neurons it needs, then its shortest delay.
void route(std::vector<std::vector<std::uint64_t>> asked, int self, Wiring& wiring) {
    std::vector<std::uint32_t> count(wiring.n_local + 1, 0);
    for (std::size_t r = 0; r < asked.size(); ++r) {
        if (static_cast<int>(r) == self || asked[r].empty()) { continue; }
        wiring.destinations.push_back(static_cast<int>(r));
        wiring.destination_delay.push_back(static_cast<std::uint32_t>(asked[r].back()));
        asked[r].pop_back();
        for (const auto local : asked[r]) { ++count[local + 1]; }
    }
    std::partial_sum(count.begin(), count.end(), count.begin());
    wiring.routes_begin = count;
    wiring.routes.resize(count.back());
    for (std::uint32_t d = 0; d < wiring.destinations.size(); ++d) {
        const auto& list = asked[static_cast<std::size_t>(wiring.destinations[d])];
        for (std::uint32_t k = 0; k < list.size(); ++k) {
            wiring.routes[count[list[k]]++] = {d, k};
        }
    }
}

/// Ranks that exchange at all do so both ways, if need be with empty parcels: a sender that never had
/// to wait could run ahead of its receiver and fill its memory.
void make_mutual(std::uint32_t end, Wiring& wiring) {
    const auto has = [](const std::vector<int>& ranks, int rank) {
        return std::find(ranks.begin(), ranks.end(), rank) != ranks.end();
    };
    const auto destinations = wiring.destinations;
    for (std::size_t i = 0; i < wiring.sources.size(); ++i) {
        if (has(destinations, wiring.sources[i])) { continue; }
        wiring.destinations.push_back(wiring.sources[i]);
        wiring.destination_delay.push_back(wiring.source_delay[i]);
    }
    for (std::size_t i = 0; i < destinations.size(); ++i) {
        if (has(wiring.sources, destinations[i])) { continue; }
        wiring.sources.push_back(destinations[i]);
        wiring.source_delay.push_back(wiring.destination_delay[i]);
        wiring.source_base.push_back(end);
    }
}

}  // namespace

std::vector<OwnedRun> owned_runs(const Description& description, const Partition& partition) {
    std::vector<OwnedRun> runs;
    for (int rank = 0; rank < partition.n_ranks; ++rank) {
        std::uint64_t local = 0;
        const auto n_threads = static_cast<std::size_t>(partition.n_threads);
        const std::size_t first = static_cast<std::size_t>(rank) * n_threads;
        for (std::size_t t = 0; t < n_threads; ++t) {
            for (const auto& range : partition.workers[first + t]) {
                const auto base = description.populations[range.population].first_gid;
                runs.push_back({base + range.first, base + range.last, rank, local});
                local += range.size();
            }
        }
    }
    std::sort(runs.begin(), runs.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return runs;
}

Wiring wire(const Description& description, const Partition& partition,
            const Communicator& communicator,
            const std::vector<std::span<const std::uint64_t>>& lists,
            const std::vector<std::span<const std::uint32_t>>& delays) {
    const auto runs = owned_runs(description, partition);
    const int self = communicator.rank();
    Wiring wiring;
    for (const auto& run : runs) {
        if (run.rank == self) { wiring.n_local += run.last - run.first; }
    }

    const auto needed = needed_sources(lists);
    std::vector<std::vector<std::uint64_t>> ask(static_cast<std::size_t>(partition.n_ranks));
    std::size_t hint = 0;
    for (const auto gid : needed) {
        const auto found = find(runs, hint, gid);
        if (found.rank != self) {
            ask[static_cast<std::size_t>(found.rank)].push_back(found.local);
        }
    }
    std::vector<std::uint32_t> base(ask.size(), 0);
    auto next = static_cast<std::uint32_t>(wiring.n_local);
    for (std::size_t r = 0; r < ask.size(); ++r) {
        base[r] = next;
        next += static_cast<std::uint32_t>(ask[r].size());
        if (ask[r].empty()) { continue; }
        wiring.sources.push_back(static_cast<int>(r));
        wiring.source_base.push_back(base[r]);
    }

    wiring.n_halo = next - wiring.n_local;

    // Numbers were given in the order of gids within each owner, so one more pass finds them again.
    std::vector<std::uint64_t> shortest(ask.size(), ~std::uint64_t{0});
    for (std::size_t l = 0; l < lists.size(); ++l) {
        const auto& list = lists[l];
        auto& index = wiring.store_source.emplace_back(next, Wiring::none);
        std::vector<std::uint32_t> number = base;
        hint = 0;
        std::size_t at = 0;
        for (const auto gid : needed) {
            const auto found = find(runs, hint, gid);
            const auto source = found.rank == self ? static_cast<std::uint32_t>(found.local)
                                                   : number[static_cast<std::size_t>(found.rank)]++;
            if (at < list.size() && list[at] == gid) {
                auto& least = shortest[static_cast<std::size_t>(found.rank)];
                least = std::min<std::uint64_t>(least, delays.empty() ? 1 : delays[l][at]);
                index[source] = static_cast<std::uint32_t>(at++);
            }
        }
    }
    for (const int rank : wiring.sources) {
        const auto r = static_cast<std::size_t>(rank);
        wiring.source_delay.push_back(static_cast<std::uint32_t>(shortest[r]));
        ask[r].push_back(shortest[r]);
    }
    route(communicator.all_to_all(ask), self, wiring);
    make_mutual(next, wiring);
    return wiring;
}

}  // namespace callosum
