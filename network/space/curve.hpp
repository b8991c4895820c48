#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

/// Hilbert's curve through the 2^level cells along each axis of a square or cube. Successive cells
/// share a face, and the curve is nested: the first bits of a cell's number are the number of the
/// larger cell around it. An interval of the curve is therefore a compact region at any level.
namespace callosum::curve {

using Cell = std::array<std::uint32_t, 3>;  ///< coordinates, in cells

/// Returns the number of a cell along the curve, below 2^(dims level).
[[nodiscard]] std::uint64_t number_of(const Cell& cell, int level, std::size_t dims);
/// Returns the cell that has this number: the inverse of number_of.
[[nodiscard]] Cell cell_of(std::uint64_t number, int level, std::size_t dims);

}  // namespace callosum::curve
