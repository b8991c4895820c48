#pragma once

#include <cstddef>

#include "network/boards/finding.hpp"
#include "network/describe/network.hpp"

/// Checks that translations for all boards share.
namespace callosum {

/// Refuses phases and homeostasis; removes recordings that no board has (potentials, weights,
/// counts) and notes that.
void drop_what_boards_lack(Description& description, Findings& findings);

/// Whether a population consists of parrots that nothing projects to, so that its spikes come from
/// stimuli alone.
[[nodiscard]] bool is_input(const Description& description, std::size_t population);
/// Whether spikes of some of its neurons are recorded.
[[nodiscard]] bool is_recorded(const Description& description, std::size_t population);
/// Whether a stimulus acts from the first step to the last.
[[nodiscard]] bool lasts(const Description& description, const Stimulus& stimulus);
/// Numbers the first gid of each population anew, in order.
void number_neurons(Description& description);

}  // namespace callosum
