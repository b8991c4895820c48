#pragma once

#include <vector>

#include "engine/base/error.hpp"
#include "network/describe/network_part.hpp"
#include "network/nir/graph.hpp"

namespace callosum::nir {

/// Choices that a NIR file leaves open and the user states.
struct ConvertOptions {
    double dt_ms = 1;
    double unit_ms = 1000;     ///< of the file's times: 1000 for seconds, 1 for ms
    bool exponential = false;  ///< decay by exp(-dt / tau) instead of 1 - dt / tau (forward Euler)
    /// Unless 0, weights times this are rounded to whole numbers and everything else is scaled with
    /// them, as on SpiNNaker 2.
    double weight_scale = 0;
    bool subtracts = false;  ///< a spike subtracts the threshold from v; v_reset is not used
};

/// Converts a flat graph into populations in the order of nodes, named like them (dots become "_"),
/// with the projections between them. Input becomes a population of parrot_neuron; IF, LIF,
/// Threshold, LI, I become `lif`, CubaLIF and CubaLI `lif_curr_exp` with coefficients for dt; all
/// linear nodes between two of them become one explicit list. Every edge from a sender takes one
/// step. Whatever has no counterpart is added to `problems`.
[[nodiscard]] NetworkPart convert(const Graph& flat, const ConvertOptions& options,
                                  std::vector<Problem>& problems);

}  // namespace callosum::nir
