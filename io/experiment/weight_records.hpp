#pragma once

#include "io/experiment/cursor.hpp"
#include "network/describe/network.hpp"

namespace callosum {

/// Reads `record.weights`; the description's populations and projections are there.
void read_weight_records(const Cursor& at, Description& description);
/// What stands in a resolved experiment.
[[nodiscard]] Json resolve_weight_records(const Description& description);

}  // namespace callosum
