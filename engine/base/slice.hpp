#pragma once

#include <cstdint>

namespace callosum {

/// Half-open range of indices inside a population.
struct Slice {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    [[nodiscard]] std::uint64_t size() const { return last - first; }
    friend bool operator==(const Slice&, const Slice&) = default;
};

}  // namespace callosum
