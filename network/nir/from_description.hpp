#pragma once

#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "network/describe/network.hpp"
#include "network/nir/graph.hpp"

namespace callosum::nir {

/// A network as a graph, and what a reader must know to compute the same.
struct Written {
    Graph graph;
    std::string scheme;              ///< "forward_euler" or "exponential"
    std::string reset;               ///< "to_v_reset" or "subtract"
    std::vector<std::string> notes;  ///< what is lost
};

/// `lif` and `lif_curr_exp` become IF, LIF and CubaLIF for forward Euler, iaf_psc_delta and iaf_psc_exp LIF and
/// CubaLIF for the exponential scheme; populations of parrot_neuron that nothing projects to become Input, each
/// projection a Linear, with a Delay before it where it takes more than one step. Populations without targets get an
/// Output; if there are none, those that are recorded. `unit_ms`: unit of time of the file. Everything that NIR cannot say is a
/// problem. Parameters must be numbers or lists.
[[nodiscard]] Written from_description(const Description& description, double unit_ms,
                                       std::vector<Problem>& problems);

}  // namespace callosum::nir
