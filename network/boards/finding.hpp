#pragma once

#include <array>
#include <cstdio>
#include <string>
#include <vector>

namespace callosum {

/// A request of a network that a board does not meet as it stands.
struct Finding {
    enum class Kind {
        refused,  ///< no substitute exists
        offered,  ///< a substitute exists and is not allowed
        changed,  ///< a substitute was allowed and is used
        note      ///< no obstacle, but the user should know
    };
    Kind kind = Kind::note;
    std::string where;       ///< "population L4E", "projection L4E->L4I"
    std::string what;        ///< need, what is available, what would fit
    std::string substitute;  ///< word for --allow; empty with `refused` and `note`
};
using Findings = std::vector<Finding>;

/// Formats a number as findings quote it, with four digits.
[[nodiscard]] inline std::string short_text(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

/// Whether a finding prevents the translation: refused, or offered and not allowed.
[[nodiscard]] inline bool blocked(const Findings& findings) {
    for (const auto& finding : findings) {
        if (finding.kind == Finding::Kind::refused || finding.kind == Finding::Kind::offered) {
            return true;
        }
    }
    return false;
}

}  // namespace callosum
