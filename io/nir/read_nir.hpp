#pragma once

#include <string>

#include "network/nir/graph.hpp"

namespace callosum {

/// Reads a NIR file (HDF5; nir 0.1 to 1.0). Throws ConfigError with everything that is wrong:
/// unknown types of nodes, fields that a type does not have or that are missing, arrays that are
/// not numbers. Throws IoError where the file is not HDF5.
[[nodiscard]] nir::Graph read_nir(const std::string& path);

}  // namespace callosum
