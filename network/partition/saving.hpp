#pragma once

#include <cstdint>
#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// No cut into `n_parts`, none of which costs more than `imbalance` times the mean, leaves out a larger
/// part of the spikes between parts than this, set against equal parts of every population. Found from
/// the rules alone, without a graph: 0 where all neurons talk to all alike, 1 where nothing can be said.
[[nodiscard]] double largest_saving(const Description& description,
                                    const std::vector<double>& synapses,
                                    const std::vector<double>& costs, std::uint64_t n_parts,
                                    double imbalance);

}  // namespace callosum
