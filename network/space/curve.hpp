#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

/// Hilbert's curve through the 2^level cells along each axis of a square or cube. Cells that follow
/// each other share a face, and the curve is nested: the first bits of a cell's number are the number
/// of the larger cell that it lies in. So an interval of the curve is a compact region at any level.
namespace callosum::curve {

using Cell = std::array<std::uint32_t, 3>;  ///< coordinates, in cells

/// The number of a cell, below 2^(dims level).
[[nodiscard]] std::uint64_t number_of(const Cell& cell, int level, std::size_t dims);
[[nodiscard]] Cell cell_of(std::uint64_t number, int level, std::size_t dims);

}  // namespace callosum::curve
