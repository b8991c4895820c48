#pragma once

#include <cstdint>
#include <string>

#include "io/boards/spike_lists.hpp"
#include "network/boards/spinnaker2/map.hpp"

namespace callosum {

/// Content of partition.h5 for SpiNNaker 2, as io/boards/FORMAT.md states it.
struct Spinnaker2Partition {
    const Board& board;
    const spinnaker2::BoardNetwork& network;
    const SynapseTable& synapses;
    const spinnaker2::Mapping& mapping;
    const SpikeLists& lists;
    double tick_s = 1e-3;
    std::uint64_t timesteps = 0;
};

/// Writes the file; throws IoError.
void write_spinnaker2(const std::string& path, const Spinnaker2Partition& partition);

}  // namespace callosum
