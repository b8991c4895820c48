#pragma once

#include <string>

namespace callosum {

/// Whether a file is HDF5 and holds a NIR graph.
[[nodiscard]] bool is_nir(const std::string& path);

/// Describes a graph for people: nodes with types and shapes, then edges. Errors are those of
/// read_nir.
[[nodiscard]] std::string describe_nir(const std::string& path);

}  // namespace callosum
