#pragma once

#include <string>

#include "tests/validation/replay/case.hpp"

namespace callosum::replay {

/// How a replayed case compares with its file.
struct Comparison {
    double max_dv_mV = 0;      ///< 0 where potentials are not compared
    double max_dw = 0;         ///< relative, of delivered weights
    bool spikes_equal = true;  ///< within the tolerance
    std::string difference;    ///< the first thing that is out of tolerance; empty if nothing is
    [[nodiscard]] bool passed() const { return difference.empty(); }
};

/// Runs a supported case on one rank and compares.
[[nodiscard]] Comparison replay(const Case& reference);

}  // namespace callosum::replay
