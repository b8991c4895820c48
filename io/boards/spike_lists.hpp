#pragma once

#include <cstdint>
#include <vector>

namespace callosum {

/// Steps in which neurons that are played from lists fire: those of neuron g are tick[begin[g] .. begin[g + 1]),
/// ascending, each once.
struct SpikeLists {
    std::vector<std::uint64_t> begin;  ///< by gid, for all neurons of the network
    std::vector<std::uint32_t> tick;
    std::uint64_t twice = 0;  ///< spikes that fell into a step in which their neuron fires already
};

}  // namespace callosum
