#pragma once

#include <cstdint>

namespace callosum {

/// A spike: the step at whose end the threshold was met, and who.
struct Spike {
    std::int64_t step = 0;
    std::uint64_t gid = 0;
    friend bool operator==(const Spike&, const Spike&) = default;
};

}  // namespace callosum
