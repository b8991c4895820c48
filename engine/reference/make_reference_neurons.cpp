#include "engine/reference/make_reference_neurons.hpp"

#include "engine/neurons/model_parts.hpp"
#include "models/model.hpp"

namespace callosum {

template <NeuronModel M, class T>
class ReferenceNeurons;

std::unique_ptr<LocalNeurons> make_reference_neurons(const RangeSetup& setup) {
    return make_kind<ReferenceNeurons>(setup);
}

}  // namespace callosum
