#pragma once

#include <string>

namespace callosum {

/// Makes the output folder ready: creates it, tests that it can be written to, and refuses one that
/// is not empty unless `overwrite`, which removes what an earlier run left there and nothing else; files
/// with the names of results that no run of ours has written are refused.
/// Call on one rank. Errors are IoError with exit code 1 and say what to do.
void prepare_output(const std::string& folder, bool overwrite);

}  // namespace callosum
