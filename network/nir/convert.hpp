#pragma once

#include <vector>

#include "engine/base/error.hpp"
#include "network/describe/network_part.hpp"
#include "network/nir/graph.hpp"

namespace callosum::nir {

/// What a NIR file leaves open and the user states.
struct ConvertOptions {
    double dt_ms = 1;
    double unit_ms = 1000;     ///< of the file's times: 1000 for seconds, 1 for ms
    bool exponential = false;  ///< decay by exp(-dt / tau) instead of 1 - dt / tau (forward Euler)
    /// Not 0: weights times this are rounded to whole numbers and all else follows, as SpiNNaker 2 has it.
    double weight_scale = 0;
    bool subtracts = false;  ///< a spike takes the threshold from v instead of setting v_reset
};

/// Populations are named as the nodes (dots become "_") and come by the order of nodes.
/// Input becomes a population of parrot_neuron; IF, LIF, Threshold, LI, I become `lif`, CubaLIF and CubaLI
/// `lif_curr_exp` with coefficients for dt; all linear nodes between two of them one explicit list. Every
/// edge from a sender takes one step. Adds what has no counterpart to `problems`.
[[nodiscard]] NetworkPart convert(const Graph& flat, const ConvertOptions& options,
                                  std::vector<Problem>& problems);

}  // namespace callosum::nir
