#pragma once

#include <cstdint>
#include <vector>

#include "network/boards/spinnaker2/placement.hpp"

namespace callosum::spinnaker2 {

/// One line of a chip's router table: packets of a slice, which way they leave, which cores hear them.
struct RouterEntry {
    std::uint32_t chip = 0;
    std::uint32_t slice = 0;
    std::uint8_t links = 0;            ///< bit l: by link l
    std::vector<std::uint32_t> cores;  ///< of this chip, ascending
};

struct LinkLoad {
    std::uint32_t chip = 0;  ///< where it starts
    std::uint8_t link = 0;
    double spikes_per_second = 0;  ///< wall time
};

/// Where slices are and how their spikes get to those who hear them.
struct Routing {
    std::vector<std::uint32_t> core;  ///< of each slice on its chip
    std::vector<RouterEntry> entries;
    std::vector<LinkLoad> loads;     ///< of links that carry spikes; by chip, then link
    std::uint64_t most_entries = 0;  ///< of a chip
    double peak_load = 0;            ///< of a link, as a part of what it can carry
    double peak_spikes_per_second = 0;
};

/// Keys leave 8 bits for the neuron: the most that a slice can have is 256.
inline constexpr std::uint32_t neuron_bits = 8;

/// `speed`: biological seconds in a second of wall time. One entry serves all neurons of a slice.
[[nodiscard]] Routing route(const Board& board, const PlacementCost& cost,
                            const Placement& placement, double speed);

}  // namespace callosum::spinnaker2
