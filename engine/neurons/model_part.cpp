// Compiled once for each part, with CALLOSUM_MODEL_PART = 0, 1, ...; model_parts.hpp gives the
// reason.
#include "engine/neurons/make_part.hpp"
#include "engine/neurons/tiled_neurons.hpp"

namespace callosum {

template std::unique_ptr<LocalNeurons> make_part<TiledNeurons, CALLOSUM_MODEL_PART>(
    const RangeSetup& setup, std::size_t variant);

}  // namespace callosum
