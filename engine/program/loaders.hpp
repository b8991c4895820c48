#pragma once

#include <string>

namespace callosum::program {

/// Writes a loader that the program carries in itself (io/boards/*.py) into a folder.
void write_loader(const std::string& folder, const std::string& name);

}  // namespace callosum::program
