#pragma once

#include <string>
#include <vector>

#include "network/boards/brainscales2/rows.hpp"

namespace callosum::brainscales2 {

/// Figures of one way to place the network, for comparison.
struct MappingFigures {
    std::string name;  ///< "ours", "sequential", "random"
    bool legal = false;
    std::string fault;  ///< reason if it is not legal
    std::uint64_t chips = 0, circuits = 0, rows = 0;
    double peak_bus_load = 0;  ///< fraction of the capacity of a bus
    double inter_chip_events =
        0;  ///< per biological second; a spike counts once for each other chip that hears it
    double seconds = 0;
};

struct Mapping {
    std::vector<Site> sites;  ///< by gid
    Wiring wiring;
    std::vector<MappingFigures> figures;  ///< the chosen mapping first
    std::string chosen;
    bool recurrent_chips = false;  ///< chips form a cycle, which no public runtime can run
};

/// Maps a network. A neuron gets as many circuits as its inputs need, more where rows do not
/// suffice. Candidates are neurons in order (sequential), dealt out over event outputs so that
/// sources spread over the buses, or shuffled; the one with the fewest chips, then rows, then
/// events between chips wins. Refusals name what is missing.
[[nodiscard]] Mapping map_network(const BoardNetwork& network, const SynapseTable& synapses,
                                  const Board& board, Findings& findings);

}  // namespace callosum::brainscales2
