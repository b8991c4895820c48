#pragma once

#include "io/experiment/document.hpp"
#include "network/describe/network.hpp"

/// Parts of an experiment file that have to do with places.
namespace callosum {

[[nodiscard]] Json positions_to_json(const Positions& positions);
[[nodiscard]] Json to_json(const ByDistance& value);
/// Adds mask, kernel and passes of a rule that has a place.
void put_space(Json& json, const Rule& rule);

}  // namespace callosum
