#pragma once

#include <string>

namespace callosum {

/// Describes the content of a file for people: groups and datasets of an HDF5 file with shapes,
/// types and attributes, or the keys of a JSON file. Throws IoError (exit code 1) if it cannot be
/// read.
[[nodiscard]] std::string describe_file(const std::string& path);

}  // namespace callosum
