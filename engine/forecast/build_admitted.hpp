#pragma once

#include "engine/run/simulation.hpp"

namespace callosum {

/// Lays out a run, makes sure that this node has the memory for it, and builds this rank's share. Collective; throws LimitError
/// where memory is short. Description and communicator must outlive the result.
[[nodiscard]] RankSimulation build_admitted(const Description& description,
                                            const Communicator& communicator, RunOptions options);

}  // namespace callosum
