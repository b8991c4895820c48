#pragma once

#include <memory>

#include "engine/neurons/local_neurons.hpp"

namespace callosum {

/// Makes the neurons of a range on the plain path: each neuron by itself through the code of the
/// model. Tests hold the fast path to it bit for bit.
[[nodiscard]] std::unique_ptr<LocalNeurons> make_reference_neurons(const RangeSetup& setup);

}  // namespace callosum
