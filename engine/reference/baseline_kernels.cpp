#include "engine/neurons/neuron_kernels.hpp"
#include "engine/reference/make_reference_neurons.hpp"

namespace callosum {

/// A CPU without lanes that are worth their name takes the plain path: the same numbers, neuron by neuron.
template <>
const NeuronKernels& kernels_of<CpuSet::baseline, NeuronKernels>() {
    static constexpr NeuronKernels of_this_set{make_reference_neurons};
    return of_this_set;
}

}  // namespace callosum
