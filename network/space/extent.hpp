#pragma once

#include <array>
#include <cstddef>

namespace callosum {

/// Coordinates in µm; the third is 0 in a sheet.
using Point = std::array<double, 3>;

/// Rectangle or cuboid that a population fills, µm.
struct Extent {
    std::size_t dims = 2;
    Point low{};
    Point size{};
    bool periodic = false;  ///< opposite edges meet, along every axis
    friend bool operator==(const Extent&, const Extent&) = default;
};

/// Bounds of a displacement along each axis.
struct Gap {
    Point low{}, high{};
};

/// Box, given by its centre and half its size.
struct Box {
    Point centre{}, half{};
};

}  // namespace callosum
