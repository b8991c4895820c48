#pragma once

#include <string>

namespace callosum {

/// What a file holds, for people: an HDF5 file's groups and datasets with their shapes, types and
/// attributes, or a JSON result's headline figures. IoError (exit code 1) if it cannot be read.
[[nodiscard]] std::string describe_file(const std::string& path);

}  // namespace callosum
