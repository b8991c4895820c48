#include "engine/reference/make_reference_neurons.hpp"

#include "engine/neurons/make_part.hpp"
#include "engine/reference/reference_neurons.hpp"

namespace callosum {

std::unique_ptr<LocalNeurons> make_reference_neurons(const RangeSetup& setup) {
    return make_kind<ReferenceNeurons>(setup);
}

}  // namespace callosum
