#pragma once

#include <string>

#include "network/describe/network.hpp"

namespace callosum {

/// Writes FOLDER/positions.h5 if any population has positions: /positions/POPULATION, an array
/// [neurons, axes] in µm by index, with the attributes `low`, `size` and `periodic` of its extent.
void write_positions(const std::string& folder, const Description& description);

}  // namespace callosum
