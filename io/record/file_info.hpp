#pragma once

#include <string>

namespace callosum {

/// Describes a file for people: groups and datasets of an HDF5 file with shapes, types and attributes (recorded spikes with
/// their numbers and times too), or the keys of a JSON file; of a folder what its run was, and its HDF5 files. Throws IoError (exit
/// code 1) if it cannot be read, or a folder has nothing of the kind.
[[nodiscard]] std::string describe_file(const std::string& path);

}  // namespace callosum
