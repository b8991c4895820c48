#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/ids.hpp"
#include "engine/exchange/communicator.hpp"
#include "engine/exchange/routes.hpp"
#include "engine/synapses/source_list.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Neurons of one rank as runs of gids, ascending, with the local number at which each run starts.
class LocalNumbers {
  public:
    LocalNumbers(const Description& description, const Partition& partition, RankId rank);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// The number of a neuron that the rank has.
    [[nodiscard]] RankLocal of(Gid gid) const;

    struct Run {
        Gid first;
        RankLocal local;  ///< of the first
        std::uint64_t size = 0;
    };
    /// Returns the runs, ascending by gid.
    [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }

  private:
    std::vector<Run> runs_;
    std::uint64_t size_ = 0;
};

/// The sources that a rank hears and who hears it, found in one exchange at set-up. A rank hears its own neurons and those of
/// other ranks that have synapses here (the halo); a HeardId numbers both in the order of gids.
struct Wiring {
    std::uint64_t n_local = 0;
    std::uint64_t n_halo = 0;  ///< sources on other ranks
    SourceList
        heard;  ///< gids of all sources that are heard, by HeardId; for whoever makes an index of them
    Indexed<RankLocal, HeardId> heard_id;  ///< of the rank's own neurons
    std::vector<RankId> sources;       ///< ranks whose spikes come here, ascending but for those
                                       ///< that are only there to answer
    std::vector<RankId> destinations;  ///< ranks that need spikes of this one
    /// Shortest delay, in steps, of synapses here with sources on that rank, and of synapses there
    /// with sources here.
    std::vector<std::uint32_t> source_delay, destination_delay;
    /// The destinations (indices into `destinations`) that need each local neuron, and its slot in what each has asked for.
    Routes routes;

    /// Consecutive slots of one owner whose sources have consecutive ids.
    struct IdRun {
        RequestSlot first;
        HeardId id;  ///< of the source in the first slot
    };
    std::vector<std::uint32_t> id_runs_begin;  ///< [sources + 1]
    std::vector<IdRun> id_runs;

    /// The source that rank `sources[i]` names by `slot`.
    [[nodiscard]] HeardId heard_from(std::size_t i, RequestSlot slot) const {
        const IdRun* low = id_runs.data() + id_runs_begin[i];
        std::size_t n = id_runs_begin[i + 1] - id_runs_begin[i];
        CALLOSUM_ASSERT(n > 0);
        while (n > 1) {
            const std::size_t half = n / 2;
            low += low[half].first <= slot ? half : 0;
            n -= half;
        }
        return low->id + (slot - low->first);
    }
    /// Memory of a neuron of the rank, without its routes.
    static constexpr std::size_t neuron_bytes = Routes::neuron_bytes + sizeof(HeardId);
    /// Memory for each rank that is talked to while `wire` runs, beside gids: a request with its place
    /// among the others, and a message each way, as their structures add up.
    static constexpr std::size_t setup_bytes_per_rank = 128;
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
