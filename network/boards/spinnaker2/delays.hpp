#pragma once

#include <cstdint>
#include <vector>

#include "network/boards/spinnaker2/translate.hpp"

namespace callosum::spinnaker2 {

/// The delays of a projection in whole ticks.
struct DelayForm {
    std::uint32_t longest = 1;  ///< ticks, as the board holds them
    bool dropped = false;       ///< all are one tick, whatever was asked for
    double mean_ms = 0;         ///< as asked for
    double mean_error_ms = 0;   ///< of the board's
};

/// `samples_ms`: delays of the projection as drawn. Adds what is lost to the findings.
[[nodiscard]] DelayForm delays_of(const TranslateRequest& request, const Projection& projection,
                                  const std::vector<double>& samples_ms, Findings& findings);

}  // namespace callosum::spinnaker2
