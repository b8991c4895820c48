#pragma once

#include <string>

#include "io/config/document.hpp"
#include "io/config/experiment.hpp"

namespace callosum {

/// Writes a checked description as an experiment file with nothing left out. Explicit lists are
/// taken over from `source`, the file as it was read, with paths made absolute.
[[nodiscard]] std::string resolve(const Description& description, const Output& output,
                                  const Scale& applied, const Json& source,
                                  const std::string& base_dir);

}  // namespace callosum
