#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/boards/brainscales2/translate.hpp"
#include "network/boards/synapse_table.hpp"

namespace callosum::brainscales2 {

/// Site of a neuron: `circuits` columns from `column` on, in one hemisphere of a chip.
struct Site {
    std::uint32_t chip = 0;
    std::uint8_t hemisphere = 0;
    std::uint16_t column = 0;
    std::uint8_t circuits = 0;  ///< 0: not a neuron of a chip
};

/// A sender of events on a chip, and the address that its events have there.
struct ChipSource {
    enum class Kind : std::uint8_t { neuron, external, background };
    std::uint32_t chip = 0, gid = 0;
    Kind kind = Kind::neuron;
    std::uint8_t bus = 0;
    std::uint8_t hemispheres = 3;  ///< bit h: events get to the bus of hemisphere h
    std::uint8_t row_select = 0, label = 0;
};

/// A synapse row in use, and the events that its driver accepts.
struct ChipRow {
    std::uint32_t chip = 0;
    std::uint8_t hemisphere = 0;
    std::uint16_t row = 0;
    std::int8_t sign = 1;
    std::uint8_t row_select = 0;  ///< compared in all bits
};

struct ChipSynapse {
    std::uint32_t chip = 0;
    std::uint8_t hemisphere = 0;
    std::uint16_t row = 0, column = 0;
    std::uint8_t weight = 0, label = 0;
};

/// Contents of the synapse arrays of all chips.
struct Wiring {
    std::vector<ChipSource> sources;
    std::vector<ChipRow> rows;
    std::vector<ChipSynapse> synapses;
    double peak_bus_events = 0;  ///< events/s of hardware time on the busiest bus
};

/// Gives sources buses and labels, and synapses rows and columns, chip by chip. Events of a neuron
/// on the chip use the bus of its first column in both hemispheres; external ones get the bus with
/// the fewest synapses, generators of the chip a bus of their targets' hemisphere. Labels
/// distinguish up to 64 sources on a bus; more are split into groups, each with its own drivers
/// (row select). Returns nothing, and the reason in `fault`, where rows do not suffice.
[[nodiscard]] std::optional<Wiring> wire_chips(const BoardNetwork& network,
                                               const SynapseTable& synapses, const Board& board,
                                               const std::vector<Site>& sites, std::string& fault);

}  // namespace callosum::brainscales2
