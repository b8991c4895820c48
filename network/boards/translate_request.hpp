#pragma once

#include <vector>

#include "network/boards/board.hpp"
#include "network/boards/substitutes.hpp"
#include "network/describe/network.hpp"

namespace callosum {

/// A network, and the board on which it is to run.
struct TranslateRequest {
    const Description& description;  ///< checked; parameters are constants or lists
    const Board& board;
    double board_dt_ms = 1;  ///< biological time of a tick, or of a step of the emulation
    const Allowed& allowed;
    const std::vector<double>& rates_hz;  ///< spikes/s of each population, biological time
};

}  // namespace callosum
