#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/exchange/communicator.hpp"
#include "engine/exchange/routes.hpp"
#include "engine/synapses/source_list.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Neurons of one rank as runs of gids, ascending, with the local number at which each run starts.
class LocalNumbers {
  public:
    LocalNumbers(const Description& description, const Partition& partition, int rank);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// Returns the local number of a neuron of the rank.
    [[nodiscard]] std::uint64_t of(std::uint64_t gid) const;

    struct Run {
        std::uint64_t first = 0, local = 0, size = 0;  ///< gid, local number, number of neurons
    };
    /// Returns the runs, ascending by gid.
    [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }

  private:
    std::vector<Run> runs_;
    std::uint64_t size_ = 0;
};

/// Knowledge of a rank about sources and targets after one exchange at set-up. The sources that it
/// hears are its own neurons and those of other ranks with synapses here (the halo). They are
/// numbered in the order of gids; the number is the heard id.
struct Wiring {
    std::uint64_t n_local = 0;
    std::uint64_t n_halo = 0;                 ///< sources on other ranks
    SourceList known;                         ///< gids by heard id, for makers of an index
    std::vector<std::uint32_t> local_number;  ///< heard id, by local neuron
    std::vector<int> sources;  ///< senders to this rank, ascending; then those that only answer
    std::vector<int> destinations;  ///< ranks that need spikes of this one
    /// Shortest delay, in steps, of synapses here with sources on that rank, and of synapses there
    /// with sources here.
    std::vector<std::uint32_t> source_delay, destination_delay;
    /// For each local neuron, the destinations (as indices) that need it, and its request slot
    /// there.
    Routes routes;

    /// Run of successive request slots with successive heard ids. A spike from another rank carries
    /// its request slot; neurons of one owner with successive gids have successive heard ids too,
    /// so a few stretches translate all slots.
    struct Stretch {
        std::uint32_t first = 0;   ///< request slot
        std::uint32_t number = 0;  ///< heard id of the source in that slot
    };
    std::vector<std::uint32_t> stretches_begin;  ///< [sources + 1]
    std::vector<Stretch> stretches;

    /// Returns the heard id for a request slot of rank `sources[i]`.
    [[nodiscard]] std::uint32_t number(std::size_t i, std::uint32_t place) const {
        const Stretch* low = stretches.data() + stretches_begin[i];
        std::size_t n = stretches_begin[i + 1] - stretches_begin[i];
        while (n > 1) {
            const std::size_t half = n / 2;
            low += low[half].first <= place ? half : 0;
            n -= half;
        }
        return low->number + (place - low->first);
    }
    /// Returns the memory of routes and stretches.
    [[nodiscard]] std::uint64_t bytes() const;
};

/// Exchanges requests with the other ranks. `lists` has, for each store of this rank, the gids with
/// synapses in it and the shortest delay of each, in steps. Collective.
[[nodiscard]] Wiring wire(const Description& description, const Partition& partition,
                          const Communicator& communicator,
                          const std::vector<const SourceList*>& lists);

/// Encodes a request of `wire`: the shortest delay, then the gids that the writer needs.
[[nodiscard]] std::vector<std::uint64_t> write_request(const SourceList& needed,
                                                       std::uint32_t delay);
[[nodiscard]] std::uint32_t requested_delay(const SetupMessage& message);
[[nodiscard]] std::uint64_t n_requested(const SetupMessage& message);
template <class Visit>
void read_request(const SetupMessage& message, Visit&& visit) {
    SourceList::read_words(std::span(message.words).subspan(1), visit);
}

}  // namespace callosum
