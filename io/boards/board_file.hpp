#pragma once

#include <string>

#include "network/boards/board.hpp"

namespace callosum {

/// Reads the description of a board: a path, or a name that stands for boards/NAME.json among the
/// installed or the source tree's configs. Throws ConfigError with everything that is wrong (unknown or missing limits, values
/// outside their range, limits without a source, chips twice); IoError if it cannot be read.
[[nodiscard]] Board read_board(const std::string& name_or_path);

/// The same from a text; `origin` is its name for messages.
[[nodiscard]] Board read_board_text(const std::string& text, const std::string& origin);

}  // namespace callosum
