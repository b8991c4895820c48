// Compiled once for each part, with CALLOSUM_MODEL_PART = 0, 1, ...; engine/neurons/model_parts.hpp
// gives the reason.
#include "engine/neurons/make_part.hpp"
#include "engine/reference/reference_neurons.hpp"

namespace callosum {

template std::unique_ptr<LocalNeurons> make_part<ReferenceNeurons, CALLOSUM_MODEL_PART>(
    const RangeSetup& setup, std::size_t variant);

}  // namespace callosum
