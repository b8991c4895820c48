#pragma once

#include <cstdint>

#include "network/describe/network.hpp"

namespace callosum {

/// Pairs of a neuron with itself that a projection's slices contain.
[[nodiscard]] std::uint64_t self_pairs(const Projection& projection);

/// Mean number of synapses per target neuron of the slice, over all draws. Explicit lists: exact.
[[nodiscard]] double mean_indegree(const Description& description, const Projection& projection);

}  // namespace callosum
