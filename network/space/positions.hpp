#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "network/space/extent.hpp"

namespace callosum {

/// Where the neurons of a population are.
enum class Placement {
    free,  ///< uniform in the extent, each for itself; indices follow Hilbert's curve
    grid,  ///< centres of equal cells; the last axis is the fastest
    file   ///< a table, in its order
};

struct Positions {
    Placement kind = Placement::free;
    Extent extent;
    std::array<std::uint64_t, 3> shape{1, 1, 1};  ///< grid: points along each axis
    /// file: coordinates of one neuron after the other, µm; shared by copies of the description
    std::shared_ptr<const std::vector<double>> table;
    std::string origin;  ///< file: its name, for messages
    friend bool operator==(const Positions&, const Positions&) = default;
};

}  // namespace callosum
