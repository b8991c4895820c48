#pragma once

#include <string>

namespace callosum {

/// Makes the output folder ready: creates it, tests that it can be written to, and refuses one that
/// is not empty unless `overwrite`, which removes what an earlier run left there and nothing else.
/// Call on one rank. Errors are IoError with exit code 1 and say what to do.
void prepare_output(const std::string& folder, bool overwrite);

/// Is this the name of a file or folder that a run writes into its output folder?
[[nodiscard]] bool is_output_name(const std::string& name);

}  // namespace callosum
