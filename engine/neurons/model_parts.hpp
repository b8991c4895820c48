#pragma once

#include <memory>

#include "engine/neurons/local_neurons.hpp"

namespace callosum {

/// The kernels of all models are compiled in this many parts (model_part.cpp, once for each), side by side;
/// variant i of the registry lies in part i mod n_model_parts. The build system knows the number too.
inline constexpr std::size_t n_model_parts = CALLOSUM_MODEL_PARTS;

using MakeState = std::unique_ptr<PopulationState> (*)(const RangeSetup& setup,
                                                       std::size_t variant);

/// Makes the state of a population whose model variant is in part `Part`.
template <std::size_t Part>
std::unique_ptr<PopulationState> make_fast(const RangeSetup& setup, std::size_t variant);
template <std::size_t Part>
std::unique_ptr<PopulationState> make_plain(const RangeSetup& setup, std::size_t variant);

}  // namespace callosum
