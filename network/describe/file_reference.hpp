#pragma once

#include <string>

namespace callosum {

/// Where data stand in a file: its absolute path, and what of it (an HDF5 dataset, a population of a SONATA file;
/// empty where the file has one thing only).
struct FileReference {
    std::string path;
    std::string part;
    friend bool operator==(const FileReference&, const FileReference&) = default;
};

}  // namespace callosum
