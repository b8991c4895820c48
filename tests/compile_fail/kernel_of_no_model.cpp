// refused: NeuronModel
#include "engine/neurons/tiled_neurons.hpp"
#include "models/registry.hpp"

/// The kernel takes models, not anything that a template can be given.
#ifdef CORRECTED
using Kernel = callosum::TiledNeurons<callosum::IafPscDelta<true>, float>;
#else
using Kernel = callosum::TiledNeurons<int, float>;
#endif
Kernel* kernel = nullptr;
