#pragma once

#include <optional>
#include <vector>

#include "io/experiment/cursor.hpp"
#include "network/describe/network.hpp"

/// Readers of what has to do with places. Each returns nothing after it has reported a problem.
namespace callosum {

/// "positions" of a population.
[[nodiscard]] std::optional<Positions> read_positions(const Cursor& at);
/// The smallest extent that holds a table of coordinates; a little more where all lie on a line. A file of
/// positions has it unless another is given.
[[nodiscard]] Extent enclosing(const std::vector<double>& table, std::size_t dims);
/// "mask", "kernel" and "passes" of a rule, where it has any of them.
[[nodiscard]] std::optional<SpatialRule> read_spatial_rule(const Object& rule);
/// Is it a weight or delay by distance?
[[nodiscard]] bool is_by_distance(const Json& value);
/// {"distance": {"offset": .., "slope" or "speed": ..}, ...} or {"expression": .., ...}.
[[nodiscard]] std::optional<ByDistance> read_by_distance(const Cursor& at);

}  // namespace callosum
