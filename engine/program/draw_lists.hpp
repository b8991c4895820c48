#pragma once

#include <vector>

#include "io/boards/spike_lists.hpp"
#include "network/describe/network.hpp"

namespace callosum::program {

/// Spikes of the populations that are played from lists, from a run without synapses; those of the others are
/// empty. `listed`: by population.
[[nodiscard]] SpikeLists draw_lists(const Description& network, const std::vector<bool>& listed);

/// Spikes/s of a neuron of a population in the lists.
[[nodiscard]] double list_rate(const SpikeLists& lists, const Description& network,
                               std::size_t population);

}  // namespace callosum::program
