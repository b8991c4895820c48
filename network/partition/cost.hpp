#pragma once

#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// Rate (spikes/s) assumed where a population does not state `mean_rate`.
inline constexpr double usual_rate = 10;
/// Returns spikes/s of each population: `mean_rate` where it is stated, else `otherwise`.
[[nodiscard]] std::vector<double> expected_rates(const Description& description,
                                                 double otherwise = usual_rate);

/// Returns the cost of a neuron of each population in a step, ns: its update, proportional to the
/// variables of its state, and the synaptic events onto it at the expected rates. `synapses` has
/// the expected number for each projection. The constants are medians measured on one core
/// (tests/bench); only their ratios matter here.
[[nodiscard]] std::vector<double> neuron_costs(const Description& description,
                                               const std::vector<double>& synapses);

/// Returns the part of that cost which is due to events of one projection, ns for a neuron of its
/// target population.
[[nodiscard]] double event_cost(const Description& description, std::size_t projection,
                                double synapses);

}  // namespace callosum
