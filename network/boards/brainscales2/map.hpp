#pragma once

#include <string>
#include <vector>

#include "network/boards/brainscales2/rows.hpp"

namespace callosum::brainscales2 {

/// One way to place the network, for comparison.
struct MappingFigures {
    std::string name;  ///< "ours", "sequential", "random"
    bool legal = false;
    std::string fault;  ///< why not
    std::uint64_t chips = 0, circuits = 0, rows = 0;
    double peak_bus_load = 0;  ///< of what a bus can carry
    double inter_chip_events =
        0;  ///< in a biological second: a spike counts once for each other chip
    double seconds = 0;
};

struct Mapping {
    std::vector<Site> sites;  ///< by gid
    Wiring wiring;
    std::vector<MappingFigures> figures;  ///< ours first
    std::string chosen;
    bool recurrent_chips = false;  ///< chips hear each other in a circle: no public runtime
};

/// Circuits by neuron: as many as its inputs need, more where rows do not suffice. Candidates: neurons one after
/// the other (sequential), dealt out over event outputs, so that sources spread over the buses, or shuffled; the
/// one with the fewest chips, rows, events between chips wins. Refusals name what is missing.
[[nodiscard]] Mapping map_network(const BoardNetwork& network, const SynapseTable& synapses,
                                  const Board& board, Findings& findings);

}  // namespace callosum::brainscales2
