#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace callosum {

/// Formats JSON with two blanks of indentation per level, but lists of numbers and small groups of them in one line: a list of weights takes
/// a line, not thousands. Bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& json);

}  // namespace callosum
