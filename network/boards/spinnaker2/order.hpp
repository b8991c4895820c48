#pragma once

#include <cstdint>
#include <vector>

#include "network/boards/spinnaker2/translate.hpp"
#include "network/boards/synapse_table.hpp"

namespace callosum::spinnaker2 {

/// Returns all gids, ascending.
[[nodiscard]] std::vector<std::uint32_t> given_order(const BoardNetwork& network);

/// Gids by population, reordered within each so that neurons which talk to the same others are
/// adjacent: by recursive bisection of the graph of neurons, edges weighted by spike rates, with
/// Scotch (F. Pellegrini and J. Roman 1996). Deterministic. Empty where the graph is larger than
/// `max_edges`.
struct ClusteredOrder {
    std::vector<std::uint32_t> neurons;
    std::vector<std::uint32_t> cluster;  ///< by gid; clusters with near numbers talk to each other
};
inline constexpr std::uint64_t max_edges = 20'000'000;
[[nodiscard]] ClusteredOrder clustered_order(const BoardNetwork& network,
                                             const SynapseTable& synapses);

}  // namespace callosum::spinnaker2
