#pragma once

#include <memory>

#include "engine/base/cpu_set.hpp"
#include "engine/neurons/local_neurons.hpp"

namespace callosum {

/// Makes neurons whose update uses the instructions of a set.
struct NeuronKernels {
    static constexpr bool uses_aes = false;
    std::unique_ptr<LocalNeurons> (*make)(const RangeSetup& setup);
};

}  // namespace callosum
