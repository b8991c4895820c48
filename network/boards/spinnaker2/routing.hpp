#pragma once

#include <cstdint>
#include <vector>

#include "network/boards/spinnaker2/placement.hpp"

namespace callosum::spinnaker2 {

/// One line of a chip's router table: packets of a slice, links by which they leave, cores that
/// hear them.
struct RouterEntry {
    std::uint32_t chip = 0;
    std::uint32_t slice = 0;
    std::uint8_t links = 0;            ///< bit l: leaves by link l
    std::vector<std::uint32_t> cores;  ///< cores of this chip, ascending
};

/// Traffic on one link.
struct LinkLoad {
    std::uint32_t chip = 0;  ///< chip where the link starts
    std::uint8_t link = 0;
    double spikes_per_second = 0;  ///< in wall time
};

/// Positions of slices, and the paths of their spikes to those who hear them.
struct Routing {
    std::vector<std::uint32_t> core;  ///< core of each slice on its chip
    std::vector<RouterEntry> entries;
    std::vector<LinkLoad> loads;    ///< links that carry spikes; by chip, then link
    std::uint64_t max_entries = 0;  ///< largest number on a chip
    double peak_load = 0;           ///< of a link, as a fraction of its capacity
    double peak_spikes_per_second = 0;
};

/// Bits of a key for the neuron, which limit a slice to 256 neurons.
inline constexpr std::uint32_t neuron_bits = 8;

/// Routes all slices. `speed` is biological seconds per second of wall time. One entry serves all
/// neurons of a slice.
[[nodiscard]] Routing route(const Board& board, const PlacementCost& cost,
                            const Placement& placement, double speed);

}  // namespace callosum::spinnaker2
