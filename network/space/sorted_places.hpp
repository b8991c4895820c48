#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "network/space/positions.hpp"

namespace callosum {

/// Neurons of a grid or table in the order of the leaves of Hilbert's curve around them. Does not
/// depend on the seed. Takes 32 bytes per neuron of a sheet, shared by all who ask
/// (`Positions::sort`).
class SortedPlaces {
  public:
    SortedPlaces(const Positions& positions, std::uint64_t size, int leaf_level);
    [[nodiscard]] static std::shared_ptr<const SortedPlaces> of(const Positions& positions,
                                                                std::uint64_t size, int leaf_level);

    /// Returns the position of a neuron, given its index.
    [[nodiscard]] static Point at(const Positions& positions, std::uint64_t index);

    std::vector<std::uint64_t> leaf;                ///< by place
    std::vector<std::uint32_t> index;               ///< by place
    std::vector<std::uint32_t> place;               ///< by index
    std::array<std::vector<double>, 3> coordinate;  ///< by axis and place

  private:
    [[nodiscard]] bool belongs_to(const Positions& positions, std::uint64_t size) const;

    // Identity of the positions that were sorted.
    Placement kind_;
    Extent extent_;
    std::array<std::uint64_t, 3> shape_;
    std::shared_ptr<const std::vector<double>> table_;
};

}  // namespace callosum
