#pragma once

#include "network/describe/network.hpp"

namespace callosum {

/// The description with every parameter and initial value that is drawn for each neuron replaced by the
/// numbers drawn: a simulation of either gives the same spikes. (Stimuli, weights and delays stay.)
[[nodiscard]] Description with_drawn_values(Description description);

}  // namespace callosum
