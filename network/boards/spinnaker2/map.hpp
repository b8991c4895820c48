#pragma once

#include <string>
#include <vector>

#include "network/boards/spinnaker2/placement.hpp"
#include "network/boards/spinnaker2/routing.hpp"
#include "network/boards/spinnaker2/slices.hpp"

namespace callosum::spinnaker2 {

/// One way to place the network, for comparison.
struct MappingFigures {
    std::string name;  ///< "ours", "sequential", "random"
    std::uint64_t cores = 0, chips = 0;
    double spike_hops = 0;  ///< in a biological second
    double peak_link_load = 0;
    double seconds = 0;  ///< of cutting, ordering and placing
};

struct Mapping {
    Slices slices;
    SliceGraph graph;
    Placement placement;
    Routing routing;
    std::vector<MappingFigures> figures;  ///< ours first
    std::string chosen;                   ///< which order and refinement ours is, in words
};

/// The least that populations need by the bytes of their synapses alone; refuses a network for which the
/// board is too small anyway, before its synapses are drawn.
void check_size(const BoardNetwork& network, const Board& board, Findings& findings);

/// Cuts and places. Candidates are the given order of neurons and one that brings neurons together that
/// talk to each other, chips in the order of the board's file and from its middle; the one with the
/// fewest spike-hops (then cores) is refined. The sequential placement is among them: ours is never worse. What
/// does not fit is a finding.
[[nodiscard]] Mapping map_network(const SliceProblem& problem, Findings& findings);

}  // namespace callosum::spinnaker2
