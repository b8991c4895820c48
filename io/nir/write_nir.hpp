#pragma once

#include <map>
#include <string>

#include "network/nir/graph.hpp"

namespace callosum {

/// Writes a graph as the package nir 1.0 does. `metadata` holds texts by name, which readers of NIR
/// ignore. Throws IoError.
void write_nir(const std::string& path, const nir::Graph& graph,
               const std::map<std::string, std::string>& metadata);

}  // namespace callosum
