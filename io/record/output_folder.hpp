#pragma once

#include <string>

namespace callosum {

/// Prepares the output folder: creates it and tests that it can be written to. A folder that is not
/// empty is refused unless `overwrite`, which removes the results of an earlier run and nothing
/// else; files with such names that no run has written are refused. Call on one rank. Errors are
/// IoError with exit code 1 and say what to do.
void prepare_output(const std::string& folder, bool overwrite);

}  // namespace callosum
