// Compiled once for each instruction set but the baseline (cpu_set.hpp).
#include "engine/neurons/neuron_kernels.hpp"

#include "engine/neurons/model_parts.hpp"
#include "models/model.hpp"

namespace callosum {

template <NeuronModel M, class T>
class TiledNeurons;

template <>
const NeuronKernels& kernels_of<CpuSet::CALLOSUM_CPU_SET, NeuronKernels>() {
    static constexpr NeuronKernels of_this_set{make_kind<TiledNeurons>};
    return of_this_set;
}

}  // namespace callosum
