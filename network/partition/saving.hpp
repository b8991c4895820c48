#pragma once

#include <cstdint>
#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// Returns an upper bound of the saving by any cut into `n_parts` whose parts cost at most
/// `imbalance` times the mean: the largest fraction of the spikes between parts that it can avoid,
/// compared with equal parts of every population. It follows from the rules alone, without a graph:
/// 0 where all neurons talk to all alike, 1 where nothing can be said.
[[nodiscard]] double largest_saving(const Description& description,
                                    const std::vector<double>& synapses,
                                    const std::vector<double>& costs, std::uint64_t n_parts,
                                    double imbalance);

}  // namespace callosum
