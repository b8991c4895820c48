#pragma once

#include <string>

namespace callosum {

/// Versions with which this library was built, in words.
struct Versions {
    std::string callosum, git_hash;
    std::string compiler;  ///< and its flags
    std::string mpi;       ///< "none" without MPI
    std::string hdf5;
    std::string simd;  ///< instruction set of the loop
};

}  // namespace callosum
