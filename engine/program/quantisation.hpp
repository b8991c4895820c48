#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "network/boards/board_weights.hpp"

namespace callosum::program {

/// Returns a list with the errors of weights and delays, by projection.
[[nodiscard]] nlohmann::ordered_json quantisation_json(
    const std::vector<Quantisation>& quantisation);

}  // namespace callosum::program
