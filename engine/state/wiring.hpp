#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/exchange/communicator.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// The neurons of one rank as runs of gids, ascending, and where in the rank's numbering each starts.
class LocalNumbers {
  public:
    LocalNumbers(const Description& description, const Partition& partition, int rank);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// Of a neuron of the rank.
    [[nodiscard]] std::uint64_t of(std::uint64_t gid) const;

  private:
    struct Run {
        std::uint64_t first = 0, local = 0;  ///< gid, number
    };
    std::vector<Run> runs_;
    std::uint64_t size_ = 0;
};

/// What a rank knows of sources and targets after one exchange at set-up. A source on this rank has
/// its local index as number; those of other ranks follow, grouped by the rank that owns them.
struct Wiring {
    static constexpr std::uint32_t none = ~std::uint32_t{0};  ///< as Delivery::none
    std::uint64_t n_local = 0;
    std::uint64_t n_halo = 0;  ///< sources on other ranks
    /// [list of sources][source number] -> position in the list, or none.
    std::vector<std::vector<std::uint32_t>> store_source;
    std::vector<int> sources;                ///< ranks whose spikes come here
    std::vector<std::uint32_t> source_base;  ///< number of the first source of each
    std::vector<int> destinations;           ///< ranks that need spikes of this one
    /// The shortest delay, in steps, of synapses whose sources are on that rank; of synapses there whose
    /// sources are here.
    std::vector<std::uint32_t> source_delay, destination_delay;
    /// For each local neuron: which destinations need it, and as which of their sources.
    struct Route {
        std::uint32_t destination;  ///< index into `destinations`
        std::uint32_t source;       ///< counted from that rank's source_base for this one
    };
    std::vector<std::uint32_t> routes_begin;  ///< [n_local + 1]
    std::vector<Route> routes;
};

/// `lists`: ascending gids that some store of this rank has synapses of, one list for each store;
/// `delays`: the shortest delay of each, in steps; 1 where none are given.
[[nodiscard]] Wiring wire(const Description& description, const Partition& partition,
                          const Communicator& communicator,
                          const std::vector<std::span<const std::uint64_t>>& lists,
                          const std::vector<std::span<const std::uint32_t>>& delays = {});

}  // namespace callosum
