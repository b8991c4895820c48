#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/ids.hpp"
#include "engine/base/ranks.hpp"

namespace callosum {

/// Spikes for one neighbour. The meaning of `words` is known to sender and receiver alone.
struct SpikePacket {
    RankId rank;
    std::vector<std::uint32_t> words;
};

/// Participants of one exchange: a flag for each destination and for each source, which both ends
/// compute on their own. Empty: all take part.
struct Turn {
    std::span<const char> destinations, sources;
    std::int64_t last_step = 0;  ///< step up to which packets go
};

/// Words of a packet that travel in its first message. Both ends have buffers of this size for each
/// neighbour, so with tens of thousands of ranks it must be small.
[[nodiscard]] constexpr std::size_t first_message_words(int n_ranks) {
    constexpr std::size_t all = std::size_t{1} << 22U;
    return std::clamp<std::size_t>(all / static_cast<std::size_t>(std::max(n_ranks, 1)), 64, 4096);
}

/// Returns the memory for each rank that is talked to: first messages both ways, and waiting and
/// arrived words, turns and small vectors, whose rest was measured in a dry run of one rank of
/// 65 536 (142 MB in all for all others, without spikes in their packets).
[[nodiscard]] constexpr double neighbour_bytes(int n_ranks) {
    constexpr double rest = 1700;
    return 2.0 * sizeof(std::uint32_t) * static_cast<double>(first_message_words(n_ranks) + 1) +
           rest;
}

/// Non-blocking exchange with fixed neighbours. One thread of the rank drives it.
class NeighbourExchange {
  public:
    virtual ~NeighbourExchange() = default;
    /// Sends packets (one per destination, in the order given to `neighbours`) to the destinations
    /// that take part, and starts to receive from the sources that do. The packets may be reused at
    /// once.
    virtual void start(std::span<const SpikePacket> packets, const Turn& turn) = 0;
    /// Starts an exchange in which all neighbours take part.
    void start(std::span<const SpikePacket> packets) { start(packets, {}); }
    /// Returns true once all expected packets have arrived; never blocks.
    [[nodiscard]] virtual bool finished() = 0;
    /// Returns the packet of source number i in the exchange that has finished, in which it must
    /// take part.
    [[nodiscard]] virtual std::span<const std::uint32_t> received(std::size_t i) const = 0;
};

/// Services of a group of ranks that the engine needs.
class Communicator : public Ranks {
  public:
    /// Returns the rank on this node; node_size returns the number of ranks on it.
    [[nodiscard]] virtual int node_rank() const = 0;
    [[nodiscard]] virtual int node_size() const = 0;
    /// Sets up persistent neighbours: sends to `destinations`, receives from `sources`.
    [[nodiscard]] virtual std::unique_ptr<NeighbourExchange> neighbours(
        std::vector<RankId> destinations, std::vector<RankId> sources) const = 0;
    /// Sets up the same exchange in collective calls. All ranks of the communicator must then start
    /// every exchange, even those without neighbours.
    [[nodiscard]] virtual std::unique_ptr<NeighbourExchange> collective(
        std::vector<RankId> destinations, std::vector<RankId> sources) const {
        return neighbours(std::move(destinations), std::move(sources));
    }
};

/// Returns the communicator of a single rank, without MPI.
[[nodiscard]] std::unique_ptr<Communicator> make_solo_communicator();

}  // namespace callosum
