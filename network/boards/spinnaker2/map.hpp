#pragma once

#include <string>
#include <vector>

#include "network/boards/spinnaker2/placement.hpp"
#include "network/boards/spinnaker2/routing.hpp"
#include "network/boards/spinnaker2/slices.hpp"

namespace callosum::spinnaker2 {

/// Figures of one way to place the network, for comparison.
struct MappingFigures {
    std::string name;  ///< "ours", "sequential", "random"
    std::uint64_t cores = 0, chips = 0;
    double spike_hops = 0;  ///< spikes times links, per biological second
    double peak_link_load = 0;
    double seconds = 0;  ///< for cutting, ordering and placing
};

struct Mapping {
    Slices slices;
    SliceGraph graph;
    Placement placement;
    Routing routing;
    std::vector<MappingFigures> figures;  ///< the chosen mapping first
    std::string chosen;                   ///< order and refinement of the chosen mapping, in words
};

/// Refuses a network whose synapses alone need more cores than the board has, before they are
/// drawn. The estimate is a lower bound.
void check_size(const BoardNetwork& network, const Board& board, Findings& findings);

/// Cuts and places a network. Candidates are the given order of neurons and one that brings
/// together neurons which talk to each other, each with chips in the order of the board's file and
/// from its middle; the one with the fewest spike-hops (then cores) is refined. The sequential
/// placement is among them, so the result is never worse. Whatever does not fit becomes a finding.
[[nodiscard]] Mapping map_network(const SliceProblem& problem, Findings& findings);

}  // namespace callosum::spinnaker2
