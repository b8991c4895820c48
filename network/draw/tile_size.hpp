#pragma once

#include <cstdint>

namespace callosum {

/// Number of sources, and of targets, in a tile. Connectivity is drawn in tiles, the unit whose
/// synapses share a counter space, so that any rank can draw the tiles that it needs and no others.
inline constexpr std::uint32_t tile_size = 128;

}  // namespace callosum
