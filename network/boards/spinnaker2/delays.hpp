#pragma once

#include <cstdint>
#include <vector>

#include "network/boards/spinnaker2/translate.hpp"

namespace callosum::spinnaker2 {

/// Delays of a projection in whole ticks.
struct DelayForm {
    std::uint32_t longest = 1;  ///< longest delay that the board holds, ticks
    bool dropped = false;       ///< all delays become one tick
    double mean_ms = 0;         ///< mean that was asked for
    double mean_error_ms = 0;   ///< mean on the board minus the mean asked for
};

/// Converts delays; `samples_ms` are delays of the projection as drawn. Losses become findings.
[[nodiscard]] DelayForm delays_of(const TranslateRequest& request, const Projection& projection,
                                  const std::vector<double>& samples_ms, Findings& findings);

}  // namespace callosum::spinnaker2
