#pragma once

#include <cstdint>
#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// All synapses of a board's network by target: those of neuron g are [begin[g], begin[g + 1]),
/// ordered by source. Neurons are gids. Synapses whose weight became 0 are left out.
struct SynapseTable {
    std::vector<std::uint64_t> begin;
    std::vector<std::uint32_t> source;
    std::vector<std::int8_t> weight;
    std::vector<std::uint8_t> delay;  ///< field of the board: ticks - 1
    std::uint64_t zeroed = 0;         ///< number of synapses that were left out

    [[nodiscard]] std::uint64_t size() const { return source.size(); }
};

/// Draws the synapses of a network, with the same result for any number of threads. Takes 6 bytes
/// per synapse, and as much again while blocks are joined.
[[nodiscard]] SynapseTable draw_synapses(const Description& network, int n_threads);

}  // namespace callosum
