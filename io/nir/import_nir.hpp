#pragma once

#include <string>

#include "network/describe/network_part.hpp"
#include "network/nir/convert.hpp"

namespace callosum {

/// Reads a NIR file as a piece of a description. Throws ConfigError with everything that has no counterpart.
[[nodiscard]] NetworkPart import_nir(const std::string& path, const nir::ConvertOptions& options);

}  // namespace callosum
