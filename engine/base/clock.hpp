#pragma once

#include <chrono>

namespace callosum {

/// Clock of all timings: it never jumps when the system's time is set.
using Clock = std::chrono::steady_clock;

[[nodiscard]] inline double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace callosum
