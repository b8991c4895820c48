#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/ranks.hpp"

namespace callosum {

/// Spikes on their way to one neighbour: `words` mean something to sender and receiver alone.
struct SpikePacket {
    int rank = 0;
    std::vector<std::uint32_t> words;
};

/// Who takes part in one exchange: a flag for each destination and for each source, as both ends find
/// on their own. Empty: all.
struct Turn {
    std::span<const char> destinations, sources;
    std::int64_t last_step = 0;  ///< up to which parcels go
};

/// Words of a parcel that travel in its first message; both ends have room for so many for each
/// neighbour, so with tens of thousands of ranks they must be few.
[[nodiscard]] constexpr std::size_t first_message_words(int n_ranks) {
    constexpr std::size_t all = std::size_t{1} << 22U;
    return std::clamp<std::size_t>(all / static_cast<std::size_t>(std::max(n_ranks, 1)), 64, 4096);
}

/// Non-blocking exchange with fixed neighbours. One thread of the rank drives it.
class NeighbourExchange {
  public:
    virtual ~NeighbourExchange() = default;
    /// Hands over parcels (one per destination, in the order given to `neighbours`) to those whose
    /// turn it is, and starts receiving from the sources whose turn it is. The words may be reused at
    /// once.
    virtual void start(std::span<const SpikePacket> parcels, const Turn& turn) = 0;
    void start(std::span<const SpikePacket> parcels) { start(parcels, {}); }
    /// True once every parcel has arrived that was to come; never blocks.
    [[nodiscard]] virtual bool finished() = 0;
    /// What source number i sent in the exchange that has finished; it was its turn.
    [[nodiscard]] virtual std::span<const std::uint32_t> received(std::size_t i) const = 0;
};

/// What the engine needs of a network of ranks.
class Communicator : public Ranks {
  public:
    /// How many ranks `reduce` goes over: all, unless this one stands alone for many.
    [[nodiscard]] virtual int reporting() const { return size(); }
    /// Rank and number of ranks on this node.
    [[nodiscard]] virtual int node_rank() const = 0;
    [[nodiscard]] virtual int node_size() const = 0;
    /// Persistent neighbours: sends to `destinations`, receives from `sources`.
    [[nodiscard]] virtual std::unique_ptr<NeighbourExchange> neighbours(
        std::vector<int> destinations, std::vector<int> sources) const = 0;
    /// The same in collective calls: then all ranks of the communicator start every exchange, also
    /// those that have no neighbours.
    [[nodiscard]] virtual std::unique_ptr<NeighbourExchange> collective(
        std::vector<int> destinations, std::vector<int> sources) const {
        return neighbours(std::move(destinations), std::move(sources));
    }
};

/// One rank, no MPI.
[[nodiscard]] std::unique_ptr<Communicator> make_solo_communicator();

}  // namespace callosum
