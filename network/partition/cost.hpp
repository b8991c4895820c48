#pragma once

#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// spikes/s by population: `mean_rate` where it is stated, else `otherwise`.
inline constexpr double usual_rate = 10;
[[nodiscard]] std::vector<double> expected_rates(const Description& description,
                                                 double otherwise = usual_rate);

/// What a neuron of each population costs in a step, in ns: its update, by the variables of its state, and
/// the synaptic events onto it at the expected rates. `synapses`: of each projection, as expected.
/// The constants are medians measured on one core (tests/bench): what counts here are their ratios.
[[nodiscard]] std::vector<double> neuron_costs(const Description& description,
                                               const std::vector<double>& synapses);

/// The part of it that events of one projection have, ns for a neuron of its target population.
[[nodiscard]] double event_cost(const Description& description, std::size_t projection,
                                double synapses);

}  // namespace callosum
