#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace callosum {

/// Rows of a buffer that have been filled since it was handed over last: (step, row), by step. `steps` has the step of each
/// row, or -1; all are -1 afterwards.
[[nodiscard]] inline std::vector<std::pair<std::int64_t, std::size_t>> take_rows(
    std::vector<std::int64_t>& steps) {
    std::vector<std::pair<std::int64_t, std::size_t>> rows;
    for (std::size_t row = 0; row < steps.size(); ++row) {
        if (steps[row] >= 0) { rows.emplace_back(steps[row], row); }
        steps[row] = -1;
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

}  // namespace callosum
