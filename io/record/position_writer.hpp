#pragma once

#include <string>

#include "network/describe/network.hpp"

namespace callosum {

/// Writes FOLDER/positions.h5 where any population has places: /positions/POPULATION, an array [neurons,
/// axes] in µm, by index, with the attributes `low`, `size` and `periodic` of its extent.
void write_positions(const std::string& folder, const Description& description);

}  // namespace callosum
