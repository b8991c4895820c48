#pragma once

#include <cstdint>

#include "network/boards/brainscales2/translate.hpp"

namespace callosum::brainscales2 {

/// Returns the network on a chip whose neurons deviate from their calibration, each by a fixed
/// amount: potentials by `noise_potential` LSB, time constants by `noise_tau`, the strength of
/// synaptic input by `noise_weight` (standard deviations from the board's file, the last two
/// relative, cut at 3 of them). Drawn by (seed, population, neuron): a seed stands for a chip.
[[nodiscard]] Description with_noise(const BoardNetwork& network, const Board& board,
                                     std::uint64_t seed);

}  // namespace callosum::brainscales2
