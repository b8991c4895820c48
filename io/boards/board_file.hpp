#pragma once

#include <string>

#include "network/boards/board.hpp"

namespace callosum {

/// Reads the description of a board: a path, or the name of a board that is embedded in the program
/// (configs/boards/NAME.json). Throws ConfigError with everything that is wrong (unknown or missing
/// limits, values outside their range, limits without a source, chips listed twice); IoError if the
/// file cannot be read.
[[nodiscard]] Board read_board(const std::string& name_or_path);

/// Reads a board from a text; `origin` names it in messages.
[[nodiscard]] Board read_board_text(const std::string& text, const std::string& origin);

}  // namespace callosum
