#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "network/boards/finding.hpp"

namespace callosum::program {

/// Formats findings for the user: those that block, or the others. Equal findings in several places
/// share a line.
[[nodiscard]] std::string text_of(const Findings& findings, bool blocking);
/// Returns a list with kind, where, what and, if there is one, the substitute.
[[nodiscard]] nlohmann::ordered_json findings_json(const Findings& findings);

}  // namespace callosum::program
