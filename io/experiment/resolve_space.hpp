#pragma once

#include <string>

#include "io/experiment/document.hpp"
#include "network/describe/network.hpp"

/// What has to do with places, as JSON that the reader takes; `given` is what it was read from.
namespace callosum {

[[nodiscard]] Json resolve_positions(const Positions& positions, const Json& given,
                                     const std::string& base_dir);
[[nodiscard]] Json resolve_by_distance(const ByDistance& value);
/// Mask, kernel and passes of a rule.
void put_space(Json& json, const Rule& rule, const Json& given);

}  // namespace callosum
