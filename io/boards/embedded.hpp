#pragma once

#include <span>
#include <string_view>

namespace callosum {

/// A file of the source tree that is embedded in the program.
struct EmbeddedFile {
    std::string_view name;  ///< "spinnaker2_chip.json", "load_spinnaker2.py"
    std::string_view text;
};

/// Returns the boards of configs/boards and the loaders of io/boards.
[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

}  // namespace callosum
