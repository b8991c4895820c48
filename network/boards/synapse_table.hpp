#pragma once

#include <cstdint>
#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// All synapses of a board's network by target: those of neuron g are [begin[g], begin[g + 1]), ordered by
/// source. Neurons are gids. Synapses whose weight became 0 are left out.
struct SynapseTable {
    std::vector<std::uint64_t> begin;
    std::vector<std::uint32_t> source;
    std::vector<std::int8_t> weight;
    std::vector<std::uint8_t> delay;  ///< the board's field: ticks - 1
    std::uint64_t zeroed = 0;         ///< synapses that were left out

    [[nodiscard]] std::uint64_t size() const { return source.size(); }
};

/// Draws them, with threads; the same for any number of them. 6 bytes per synapse, and as much again for
/// a while of the part that is being sorted.
[[nodiscard]] SynapseTable draw_synapses(const Description& network, int n_threads);

}  // namespace callosum
