#pragma once

#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "network/describe/network.hpp"
#include "network/nir/graph.hpp"

namespace callosum::nir {

/// A network as a graph, with the choices that a reader must know to compute the same.
struct Written {
    Graph graph;
    std::string scheme;              ///< "forward_euler" or "exponential"
    std::string reset;               ///< "to_v_reset" or "subtract"
    std::vector<std::string> notes;  ///< losses
};

/// Converts a network. `lif` and `lif_curr_exp` become IF, LIF and CubaLIF for forward Euler,
/// iaf_psc_delta and iaf_psc_exp become LIF and CubaLIF for the exponential scheme. Populations of
/// parrot_neuron that nothing projects to become Input; each projection becomes a Linear, with a
/// Delay before it where it takes more than one step. Populations without targets get an Output; if
/// there are none, the recorded ones do. `unit_ms` is the unit of time of the file. Whatever NIR
/// cannot express is a problem. Parameters must be numbers or lists.
[[nodiscard]] Written from_description(const Description& description, double unit_ms,
                                       std::vector<Problem>& problems);

}  // namespace callosum::nir
