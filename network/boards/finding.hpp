#pragma once

#include <array>
#include <cstdio>
#include <string>
#include <vector>

namespace callosum {

/// Something that a network asks of a board and does not get as it is.
struct Finding {
    enum class Kind {
        refused,  ///< there is no way
        offered,  ///< there is one, if `substitute` is allowed
        changed,  ///< a substitute was allowed and is used
        note      ///< holds, but the user should know
    };
    Kind kind = Kind::note;
    std::string where;       ///< "population L4E", "projection L4E->L4I"
    std::string what;        ///< what was needed, what is available, what would fit
    std::string substitute;  ///< word for --allow; empty with `refused` and `note`
};
using Findings = std::vector<Finding>;

/// A number as findings quote it: four digits.
[[nodiscard]] inline std::string short_text(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

/// Whether something stands in the way: refused, or offered and not allowed.
[[nodiscard]] inline bool blocked(const Findings& findings) {
    for (const auto& finding : findings) {
        if (finding.kind == Finding::Kind::refused || finding.kind == Finding::Kind::offered) {
            return true;
        }
    }
    return false;
}

}  // namespace callosum
