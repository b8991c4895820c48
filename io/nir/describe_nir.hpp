#pragma once

#include <string>

namespace callosum {

/// Whether a file is HDF5 with a NIR graph in it.
[[nodiscard]] bool is_nir(const std::string& path);

/// Nodes with their types and shapes, then edges, for the user. Errors as read_nir.
[[nodiscard]] std::string describe_nir(const std::string& path);

}  // namespace callosum
