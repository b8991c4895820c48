#pragma once

#include <cstddef>
#include <string_view>

#include "network/boards/finding.hpp"
#include "network/describe/stimulus_numbers.hpp"

/// Checks that translations for all boards share.
namespace callosum {

/// Refuses phases and homeostasis; removes recordings that no board has (potentials, weights,
/// counts) and notes that.
void drop_what_boards_lack(Description& description, Findings& findings);

/// The model of populations whose neurons repeat the spikes that they get from lists.
inline constexpr std::string_view relay_model = "parrot_neuron";

/// The stimuli that boards have counterparts for.
inline constexpr std::string_view poisson_stimulus = "poisson_generator";
inline constexpr std::string_view listed_stimulus = "spike_generator";
inline constexpr std::string_view constant_stimulus = "dc_generator";

/// A population that repeats spikes and that nothing projects to: they come from stimuli alone.
[[nodiscard]] bool is_input(const Description& description, std::size_t population);
/// Whether spikes of some of its neurons are recorded.
[[nodiscard]] bool is_recorded(const Description& description, std::size_t population);
/// Whether a stimulus acts from the first step to the last.
[[nodiscard]] bool lasts(const Description& description, const Stimulus& stimulus);
/// Numbers the first gid of each population anew, in order.
void number_neurons(Description& description);

}  // namespace callosum
