#pragma once

#include <memory>

#include "engine/neurons/local_neurons.hpp"

namespace callosum {

/// Makes the neurons of a range on the plain path: one neuron after another through the code of the model. It is
/// the truth for tests.
[[nodiscard]] std::unique_ptr<LocalNeurons> make_reference_neurons(const RangeSetup& setup);

}  // namespace callosum
