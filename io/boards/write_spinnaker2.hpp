#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/boards/spinnaker2/map.hpp"

namespace callosum {

/// Ticks in which the neurons of spike lists fire: those of neuron g are tick[begin[g] .. begin[g + 1]), ascending.
struct SpikeLists {
    std::vector<std::uint64_t> begin;  ///< by gid, for all neurons of the network
    std::vector<std::uint32_t> tick;
};

/// Everything that io/boards/FORMAT.md puts into partition.h5 for SpiNNaker 2.
struct Spinnaker2Partition {
    const Board& board;
    const spinnaker2::BoardNetwork& network;
    const spinnaker2::SynapseTable& synapses;
    const spinnaker2::Mapping& mapping;
    const SpikeLists& lists;
    double tick_s = 1e-3;
    std::uint64_t timesteps = 0;
};

/// Throws IoError.
void write_spinnaker2(const std::string& path, const Spinnaker2Partition& partition);

}  // namespace callosum
