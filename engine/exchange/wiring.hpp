#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/exchange/communicator.hpp"
#include "engine/exchange/routes.hpp"
#include "engine/synapses/source_list.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// The neurons of one rank as runs of gids, ascending, and where in the rank's numbering each starts.
class LocalNumbers {
  public:
    LocalNumbers(const Description& description, const Partition& partition, int rank);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// Of a neuron of the rank.
    [[nodiscard]] std::uint64_t of(std::uint64_t gid) const;

    struct Run {
        std::uint64_t first = 0, local = 0, size = 0;  ///< gid, number, neurons
    };
    /// Ascending.
    [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }

  private:
    std::vector<Run> runs_;
    std::uint64_t size_ = 0;
};

/// What a rank knows of sources and targets after one exchange at set-up. The sources that it knows are
/// its own neurons and those of other ranks that are heard here (the halo), numbered in the order of gids.
struct Wiring {
    std::uint64_t n_local = 0;
    std::uint64_t n_halo = 0;  ///< sources on other ranks
    SourceList known;          ///< gids by number; for whoever makes an index of them
    std::vector<std::uint32_t> local_number;  ///< by local neuron
    std::vector<int> sources;       ///< ranks whose spikes come here, ascending but for those
                                    ///< that are only there to answer
    std::vector<int> destinations;  ///< ranks that need spikes of this one
    /// The shortest delay, in steps, of synapses whose sources are on that rank; of synapses there whose
    /// sources are here.
    std::vector<std::uint32_t> source_delay, destination_delay;
    /// For each local neuron: which destinations (an index into them) need it, and its place among what
    /// that rank has asked for.
    Routes routes;

    /// A spike of another rank is named by its source's place in what this rank has asked for. Gids of
    /// one owner that follow each other have numbers that follow each other.
    struct Stretch {
        std::uint32_t first = 0;   ///< place
        std::uint32_t number = 0;  ///< of the source at that place
    };
    std::vector<std::uint32_t> stretches_begin;  ///< [sources + 1]
    std::vector<Stretch> stretches;

    /// The number of what rank `sources[i]` calls `place`.
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
    /// Of routes and of what turns names into numbers.
    [[nodiscard]] std::uint64_t bytes() const;
};

/// `lists`: for each store of this rank the gids that it has synapses of, with the shortest delay of
/// each in steps.
[[nodiscard]] Wiring wire(const Description& description, const Partition& partition,
                          const Communicator& communicator,
                          const std::vector<const SourceList*>& lists);

/// A letter of `wire`: the shortest delay, then the gids that the writer needs.
[[nodiscard]] std::vector<std::uint64_t> write_request(const SourceList& needed,
                                                       std::uint32_t delay);
[[nodiscard]] std::uint32_t requested_delay(const SetupMessage& letter);
[[nodiscard]] std::uint64_t n_requested(const SetupMessage& letter);
template <class Visit>
void read_request(const SetupMessage& letter, Visit&& visit) {
    SourceList::read_words(std::span(letter.words).subspan(1), visit);
}

}  // namespace callosum
