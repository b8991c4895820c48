#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "network/boards/brainscales2/translate.hpp"
#include "network/boards/spinnaker2/translate.hpp"

namespace callosum::program {

/// A list with the errors of weights and delays, projection by projection.
[[nodiscard]] nlohmann::ordered_json quantisation_json(
    const std::vector<spinnaker2::Quantisation>& quantisation);
[[nodiscard]] nlohmann::ordered_json quantisation_json(
    const std::vector<brainscales2::Quantisation>& quantisation);

}  // namespace callosum::program
