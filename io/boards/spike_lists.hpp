#pragma once

#include <cstdint>
#include <vector>

namespace callosum {

/// Steps in which neurons that are played from lists fire. Those of neuron g are tick[begin[g] ..
/// begin[g + 1]), ascending, each once.
struct SpikeLists {
    std::vector<std::uint64_t> begin;  ///< by gid, for all neurons of the network
    std::vector<std::uint32_t> tick;
    std::uint64_t twice = 0;  ///< spikes dropped because their neuron fires already in that step
};

}  // namespace callosum
