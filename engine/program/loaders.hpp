#pragma once

#include <string>

namespace callosum::program {

/// Writes a loader that is embedded in the program (io/boards/*.py) into a folder.
void write_loader(const std::string& folder, const std::string& name);

}  // namespace callosum::program
