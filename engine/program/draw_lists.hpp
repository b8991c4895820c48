#pragma once

#include <vector>

#include "io/boards/spike_lists.hpp"
#include "network/describe/network.hpp"

namespace callosum::program {

/// Returns the spikes of the populations that are played from lists, drawn by a run without
/// synapses; the lists of others are empty. `listed` is by population.
[[nodiscard]] SpikeLists draw_lists(const Description& network, const std::vector<bool>& listed);

/// Returns the mean rate of a neuron of a population in the lists, spikes/s.
[[nodiscard]] double list_rate(const SpikeLists& lists, const Description& network,
                               std::size_t population);

}  // namespace callosum::program
