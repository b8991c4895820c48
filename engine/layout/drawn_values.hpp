#pragma once

#include "network/describe/network.hpp"

namespace callosum {

/// Returns the description with every parameter and initial value that is drawn per neuron replaced
/// by the numbers drawn. A simulation of either gives the same spikes. Stimuli, weights and delays
/// stay as they are.
[[nodiscard]] Description with_drawn_values(Description description);

}  // namespace callosum
