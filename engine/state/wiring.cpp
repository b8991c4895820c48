#include "engine/state/wiring.hpp"

#include <algorithm>
#include <map>
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

/// Sources that follow each other in the list of needed ones and have one owner.
struct Stretch {
    std::size_t first = 0, last = 0;  ///< in that list
    int rank = 0;
};

std::vector<Stretch> owners_of(const std::vector<std::uint64_t>& needed,
                               const Description& description, const Partition& partition) {
    std::vector<Stretch> stretches;
    std::size_t population = 0;
    std::uint64_t end = 0;  // of the run at hand, a gid
    for (std::size_t i = 0; i < needed.size(); ++i) {
        if (i > 0 && needed[i] < end) {
            stretches.back().last = i + 1;
            continue;
        }
        const auto& populations = description.populations;
        while (needed[i] >= populations[population].first_gid + populations[population].size) {
            ++population;
        }
        const auto base = populations[population].first_gid;
        const auto run = partition.run_of(population, needed[i] - base);
        end = base + run.last;
        const auto n_threads = static_cast<std::uint64_t>(partition.n_threads);
        const int rank = static_cast<int>(run.worker / n_threads);
        if (!stretches.empty() && stretches.back().rank == rank) {
            stretches.back().last = i + 1;
        } else {
            stretches.push_back({i, i + 1, rank});
        }
    }
    return stretches;
}

/// Of every rank that asks: gids of the neurons it needs, then its shortest delay.
void route(const std::vector<Letter>& asked, const LocalNumbers& numbers, int self,
           Wiring& wiring) {
    std::vector<std::uint32_t> count(wiring.n_local + 1, 0);
    for (const auto& letter : asked) {
        if (letter.rank == self) { continue; }
        wiring.destinations.push_back(letter.rank);
        wiring.destination_delay.push_back(static_cast<std::uint32_t>(letter.words.back()));
        for (std::size_t k = 0; k + 1 < letter.words.size(); ++k) {
            ++count[numbers.of(letter.words[k]) + 1];
        }
    }
    std::partial_sum(count.begin(), count.end(), count.begin());
    wiring.routes_begin = count;
    wiring.routes.resize(count.back());
    std::uint32_t destination = 0;
    for (const auto& letter : asked) {
        if (letter.rank == self) { continue; }
        for (std::uint32_t k = 0; k + 1 < letter.words.size(); ++k) {
            wiring.routes[count[numbers.of(letter.words[k])]++] = {destination, k};
        }
        ++destination;
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

LocalNumbers::LocalNumbers(const Description& description, const Partition& partition, int rank) {
    for (const auto& range : partition.rank_ranges(rank)) {
        runs_.push_back({description.populations[range.population].first_gid + range.first, size_});
        size_ += range.size();
    }
    std::sort(runs_.begin(), runs_.end(),
              [](const Run& a, const Run& b) { return a.first < b.first; });
}

std::uint64_t LocalNumbers::of(std::uint64_t gid) const {
    const auto after =
        std::upper_bound(runs_.begin(), runs_.end(), gid,
                         [](std::uint64_t value, const Run& run) { return value < run.first; });
    return (after - 1)->local + gid - (after - 1)->first;
}

Wiring wire(const Description& description, const Partition& partition,
            const Communicator& communicator,
            const std::vector<std::span<const std::uint64_t>>& lists,
            const std::vector<std::span<const std::uint32_t>>& delays) {
    const int self = communicator.rank();
    const LocalNumbers numbers(description, partition, self);
    Wiring wiring;
    wiring.n_local = numbers.size();

    const auto needed = needed_sources(lists);
    const auto stretches = owners_of(needed, description, partition);
    // What each rank is asked for, ranks ascending: gids, then the shortest delay.
    std::map<int, std::size_t> place;  // by rank
    for (const auto& stretch : stretches) { place.emplace(stretch.rank, 0); }
    std::vector<Letter> ask;
    for (auto& [rank, at] : place) {
        at = ask.size();
        ask.push_back({rank, {}});
    }
    for (const auto& stretch : stretches) {
        if (stretch.rank == self) { continue; }
        auto& words = ask[place[stretch.rank]].words;
        words.insert(words.end(), needed.begin() + static_cast<std::ptrdiff_t>(stretch.first),
                     needed.begin() + static_cast<std::ptrdiff_t>(stretch.last));
    }
    std::vector<std::uint32_t> base;  // by place
    auto next = static_cast<std::uint32_t>(wiring.n_local);
    for (const auto& letter : ask) {
        base.push_back(next);
        next += static_cast<std::uint32_t>(letter.words.size());
        if (letter.rank == self) { continue; }
        wiring.sources.push_back(letter.rank);
        wiring.source_base.push_back(base.back());
    }
    wiring.n_halo = next - wiring.n_local;

    // Numbers were given in the order of gids within each owner, so one more pass finds them again.
    std::vector<std::uint64_t> shortest(ask.size(), ~std::uint64_t{0});
    for (std::size_t l = 0; l < lists.size(); ++l) {
        const auto& list = lists[l];
        auto& index = wiring.store_source.emplace_back(next, Wiring::none);
        std::vector<std::uint32_t> number = base;
        std::size_t at = 0;
        for (const auto& stretch : stretches) {
            const std::size_t owner = place[stretch.rank];
            for (std::size_t i = stretch.first; i < stretch.last; ++i) {
                const auto source = stretch.rank == self
                                        ? static_cast<std::uint32_t>(numbers.of(needed[i]))
                                        : number[owner]++;
                if (at == list.size() || list[at] != needed[i]) { continue; }
                shortest[owner] =
                    std::min<std::uint64_t>(shortest[owner], delays.empty() ? 1 : delays[l][at]);
                index[source] = static_cast<std::uint32_t>(at++);
            }
        }
    }
    std::erase_if(ask, [&](const Letter& letter) { return letter.rank == self; });
    for (auto& letter : ask) {
        const auto delay = shortest[place[letter.rank]];
        wiring.source_delay.push_back(static_cast<std::uint32_t>(delay));
        letter.words.push_back(delay);
    }
    route(communicator.exchange(std::move(ask)), numbers, self, wiring);
    make_mutual(next, wiring);
    return wiring;
}

}  // namespace callosum
