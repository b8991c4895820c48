#pragma once

#include <cstdint>
#include <vector>

#include "network/nir/linear.hpp"

namespace callosum::nir {

/// Returns the map of Conv1d, Conv2d, SumPool2d or AvgPool2d for an input (channels, x) or
/// (channels, x, y). Pads with zeros; an average counts them, as in PyTorch.
[[nodiscard]] LinearMap convolution(const Node& node, const std::vector<std::uint64_t>& in_shape,
                                    std::vector<Problem>& problems);

}  // namespace callosum::nir
