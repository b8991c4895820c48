#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "network/boards/finding.hpp"

namespace callosum::program {

/// Findings as lines for the user: those that stand in the way, or the others. What is said of several
/// places stands in one line.
[[nodiscard]] std::string text_of(const Findings& findings, bool blocking);
/// A list with kind, where, what and, where there is one, the substitute.
[[nodiscard]] nlohmann::ordered_json findings_json(const Findings& findings);

}  // namespace callosum::program
