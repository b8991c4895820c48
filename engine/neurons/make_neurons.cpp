#include "engine/layout/parameter_values.hpp"
#include "engine/neurons/model_parts.hpp"
#include "engine/neurons/neuron_kernels.hpp"
#include "models/registry.hpp"

namespace callosum {

std::size_t variant_of(const RangeSetup& setup) {
    std::size_t variant = 0;
    visit_models(NeuronModels{}, [&]<class M>() {
        if (serves<M>(setup.description, setup.range.population)) { return true; }
        ++variant;
        return false;
    });
    return variant;
}

std::unique_ptr<LocalNeurons> make_local_neurons(const RangeSetup& setup) {
    return kernels<NeuronKernels>(cpu_set()).make(setup);
}

}  // namespace callosum
