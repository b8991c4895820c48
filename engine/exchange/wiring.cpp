#include "engine/exchange/wiring.hpp"

#include <algorithm>
#include <unordered_map>

namespace callosum {
namespace {

/// Goes through the gids of several ascending lists in order, each once.
class Merge {
  public:
    explicit Merge(const std::vector<const SourceList*>& lists) {
        for (const auto* list : lists) { cursors_.emplace_back(*list); }
        find();
    }
    [[nodiscard]] bool done() const { return gid_ == end; }
    [[nodiscard]] Gid gid() const { return gid_; }
    /// Returns the shortest delay of this gid in any list.
    [[nodiscard]] std::uint32_t delay() const { return delay_; }
    void next() {
        for (auto& cursor : cursors_) {
            if (!cursor.done() && cursor.gid() == gid_) { cursor.next(); }
        }
        find();
    }

  private:
    static constexpr Gid end{~std::uint64_t{0}};
    void find() {
        gid_ = end;
        delay_ = ~std::uint32_t{0};
        for (const auto& cursor : cursors_) {
            if (cursor.done() || cursor.gid() > gid_) { continue; }
            delay_ = cursor.gid() < gid_ ? cursor.delay() : std::min(delay_, cursor.delay());
            gid_ = cursor.gid();
        }
    }
    std::vector<SourceList::Cursor> cursors_;
    Gid gid_ = end;
    std::uint32_t delay_ = 0;
};

/// Finds the owners of ascending gids. The owner of a whole run is found once.
class Owners {
  public:
    Owners(const Description& description, const Partition& partition)
        : description_(description), partition_(partition) {}
    [[nodiscard]] RankId rank_of(Gid gid) {
        if (gid < end_) { return rank_; }
        const auto& populations = description_.populations;
        while (gid >= Gid(populations[population_].first_gid + populations[population_].size)) {
            ++population_;
        }
        const Gid base(populations[population_].first_gid);
        const auto run = partition_.run_of(population_, gid - base);
        end_ = base + run.last;
        rank_ = RankId(run.share / static_cast<std::uint64_t>(partition_.n_threads));
        return rank_;
    }

  private:
    const Description& description_;
    const Partition& partition_;
    std::size_t population_ = 0;
    Gid end_;  // of the present run
    RankId rank_;
};

/// Request to another rank for the spikes of some of its neurons.
struct Request {
    RankId rank;
    SourceList gids;
    std::uint32_t delay = ~std::uint32_t{0};
    std::vector<Wiring::IdRun> id_runs;

    void add(Gid gid, std::uint32_t delay_of, HeardId id) {
        const RequestSlot slot(gids.size());
        if (id_runs.empty() || id - id_runs.back().id != slot - id_runs.back().first) {
            id_runs.push_back({slot, id});
        }
        gids.add(gid);
        delay = std::min(delay, delay_of);
    }
};

/// Gives heard ids to all sources that this rank hears, and sorts those of other ranks by owner.
class Numbering {
  public:
    Numbering(const Description& description, const Partition& partition, Wiring& wiring)
        : owners_(description, partition), wiring_(wiring) {}

    std::vector<Request> number(const std::vector<const SourceList*>& lists,
                                const LocalNumbers& numbers) {
        wiring_.heard_id.resize(wiring_.n_local);
        Merge needed(lists);
        // Heard ids are in the order of gids: local neurons get theirs as the merge of the lists
        // passes them, whether they have targets here or not.
        for (const auto& run : numbers.runs()) {
            for (; !needed.done() && needed.gid() < run.first; needed.next()) { ask(needed); }
            for (std::uint64_t i = 0; i < run.size; ++i) {
                wiring_.heard_id[run.local + i] = next_++;
                wiring_.heard.add(run.first + i);
            }
            while (!needed.done() && needed.gid() < run.first + run.size) { needed.next(); }
        }
        for (; !needed.done(); needed.next()) { ask(needed); }
        std::sort(requests_.begin(), requests_.end(),
                  [](const Request& a, const Request& b) { return a.rank < b.rank; });
        return std::move(requests_);
    }

  private:
    void ask(const Merge& needed) {
        const RankId rank = owners_.rank_of(needed.gid());
        // Neighbouring gids mostly have one owner, so the map is seldom asked.
        if (rank != last_rank_) {
            last_rank_ = rank;
            const auto [found, is_new] = place_.try_emplace(rank.value(), requests_.size());
            if (is_new) { requests_.push_back({rank, {}, ~std::uint32_t{0}, {}}); }
            last_ = found->second;
        }
        requests_[last_].add(needed.gid(), needed.delay(), next_++);
        wiring_.heard.add(needed.gid());
        ++wiring_.n_halo;
    }

    Owners owners_;
    Wiring& wiring_;
    HeardId next_;
    std::unordered_map<int, std::size_t> place_;  ///< by rank
    std::vector<Request> requests_;
    RankId last_rank_{-1};
    std::size_t last_ = 0;
};

/// Makes the routes of this rank's neurons from the requests of all ranks.
void route(const std::vector<SetupMessage>& asked, const LocalNumbers& numbers, Wiring& wiring) {
    std::vector<std::uint32_t> count(wiring.n_local, 0);
    std::uint64_t most = 0;
    for (const auto& letter : asked) {
        wiring.destinations.push_back(letter.rank);
        wiring.destination_delay.push_back(requested_delay(letter));
        most = std::max(most, n_requested(letter));
        read_request(letter, [&](Gid gid) { ++count[numbers.of(gid).index()]; });
    }
    wiring.routes = Routes(count, asked.size(), most);
    std::uint32_t destination = 0;
    for (const auto& letter : asked) {
        RequestSlot slot;
        read_request(letter,
                     [&](Gid gid) { wiring.routes.add(numbers.of(gid), destination, slot++); });
        ++destination;
    }
    wiring.routes.close();
}

/// Makes every exchange mutual, if need be with empty packets: a sender that never had to wait
/// could run ahead of its receiver and fill its memory. Both lists are ascending.
void make_mutual(Wiring& wiring) {
    const auto destinations = wiring.destinations;
    const auto sources = wiring.sources;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (std::binary_search(destinations.begin(), destinations.end(), sources[i])) { continue; }
        wiring.destinations.push_back(sources[i]);
        wiring.destination_delay.push_back(wiring.source_delay[i]);
    }
    for (std::size_t i = 0; i < destinations.size(); ++i) {
        if (std::binary_search(sources.begin(), sources.end(), destinations[i])) { continue; }
        wiring.sources.push_back(destinations[i]);
        wiring.source_delay.push_back(wiring.destination_delay[i]);
        wiring.id_runs_begin.push_back(wiring.id_runs_begin.back());
    }
}

}  // namespace

LocalNumbers::LocalNumbers(const Description& description, const Partition& partition,
                           RankId rank) {
    for (const auto& range : partition.rank_ranges(rank.value())) {
        const auto& population = description.populations[range.population];
        runs_.push_back({Gid(population.first_gid + range.first), RankLocal(size_), range.size()});
        size_ += range.size();
    }
    std::sort(runs_.begin(), runs_.end(),
              [](const Run& a, const Run& b) { return a.first < b.first; });
}

RankLocal LocalNumbers::of(Gid gid) const {
    const auto after =
        std::upper_bound(runs_.begin(), runs_.end(), gid,
                         [](Gid value, const Run& run) { return value < run.first; });
    return (after - 1)->local + (gid - (after - 1)->first);
}

std::vector<std::uint64_t> write_request(const SourceList& needed, std::uint32_t delay) {
    return needed.to_words(delay);
}

std::uint32_t requested_delay(const SetupMessage& message) {
    return static_cast<std::uint32_t>(message.words[0]);
}

std::uint64_t n_requested(const SetupMessage& message) { return message.words[1]; }

std::uint64_t Wiring::bytes() const {
    return routes.bytes() + heard_id.size() * sizeof(HeardId) + id_runs.size() * sizeof(IdRun) +
           (id_runs_begin.size() + source_delay.size() + destination_delay.size()) *
               sizeof(std::uint32_t) +
           (sources.size() + destinations.size()) * sizeof(RankId);
}

Wiring wire(const Description& description, const Partition& partition,
            const Communicator& communicator, const std::vector<const SourceList*>& lists) {
    const LocalNumbers numbers(description, partition, communicator.rank());
    Wiring wiring;
    wiring.n_local = numbers.size();
    std::vector<SetupMessage> letters;
    wiring.id_runs_begin.push_back(0);
    for (auto& request : Numbering(description, partition, wiring).number(lists, numbers)) {
        wiring.sources.push_back(request.rank);
        wiring.source_delay.push_back(request.delay);
        wiring.id_runs.insert(wiring.id_runs.end(), request.id_runs.begin(), request.id_runs.end());
        wiring.id_runs_begin.push_back(static_cast<std::uint32_t>(wiring.id_runs.size()));
        letters.push_back({request.rank, write_request(request.gids, request.delay)});
        request = {};
    }
    wiring.id_runs.shrink_to_fit();
    route(communicator.exchange(std::move(letters)), numbers, wiring);
    make_mutual(wiring);
    return wiring;
}

}  // namespace callosum
