#pragma once

#include <string>

namespace callosum {

/// Date and time in UTC, as ISO 8601 writes it, to the millisecond.
[[nodiscard]] std::string utc_now();

}  // namespace callosum
