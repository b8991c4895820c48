#pragma once

#include <string>

#include "io/boards/spike_lists.hpp"
#include "network/boards/brainscales2/map.hpp"

namespace callosum {

/// Content of partition.h5 for BrainScaleS-2, as io/boards/FORMAT.md states it.
struct Brainscales2Partition {
    const Board& board;
    const brainscales2::BoardNetwork& network;
    const SynapseTable& synapses;
    const brainscales2::Mapping& mapping;
    const SpikeLists& lists;
};

/// Writes the file; throws IoError.
void write_brainscales2(const std::string& path, const Brainscales2Partition& partition);

}  // namespace callosum
