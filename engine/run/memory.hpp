#pragma once

#include <cstdint>
#include <vector>

#include "engine/exchange/communicator.hpp"
#include "engine/state/input_plan.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// About how many bytes the share of one rank (`ranges` of all its workers) will take: synapses,
/// neurons, the index of sources.
[[nodiscard]] double estimate_bytes(const Description& description, const InputPlan& plan,
                                    const std::vector<NeuronRange>& ranges);

/// Throws LimitError, before anything large is built, where the ranks of this node would need more
/// than the memory that it has free; the system would kill them later without a word.
void require_memory(double bytes_of_rank, const Communicator& communicator);

}  // namespace callosum
