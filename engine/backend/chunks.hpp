#pragma once

#include <memory>

#include "engine/backend/population_state.hpp"

namespace callosum {

/// The kernels of all models are compiled in this many parts (chunk.cpp, once for each), side by side;
/// variant i of the registry lies in part i mod n_chunks. The build system knows the number too.
inline constexpr std::size_t n_chunks = CALLOSUM_CHUNKS;

using MakeState = std::unique_ptr<PopulationState> (*)(const RangeSetup& setup,
                                                       std::size_t variant);

/// Makes the state of a population whose model variant is in part `Chunk`.
template <std::size_t Chunk>
std::unique_ptr<PopulationState> make_fast(const RangeSetup& setup, std::size_t variant);
template <std::size_t Chunk>
std::unique_ptr<PopulationState> make_plain(const RangeSetup& setup, std::size_t variant);

}  // namespace callosum
