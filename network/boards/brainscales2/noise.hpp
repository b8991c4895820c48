#pragma once

#include <cstdint>

#include "network/boards/brainscales2/translate.hpp"

namespace callosum::brainscales2 {

/// The network on a chip whose neurons differ from what they were calibrated to, each for good: potentials by
/// `noise_potential` LSB, time constants by `noise_tau`, the strength of their synaptic input by `noise_weight`
/// (relative standard deviations of the board's file, cut at 3 of them). Drawn by (seed, population, neuron): the same
/// seed is the same chip.
[[nodiscard]] Description with_noise(const BoardNetwork& network, const Board& board,
                                     std::uint64_t seed);

}  // namespace callosum::brainscales2
