#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "network/nir/graph.hpp"

namespace callosum::nir {

/// One weight of a linear map, and the time that a spike takes on the way.
struct Entry {
    std::uint64_t in = 0, out = 0;
    double weight = 0;
    double delay = 0;  ///< in the unit of time of the file
};

/// Linear map out = map(in) + bias. Arrays of any shape are indexed from 0 with the last dimension
/// fastest.
struct LinearMap {
    std::vector<std::uint64_t> in_shape, out_shape;
    std::vector<Entry> entries;  ///< by in, then out
    std::vector<double> bias;    ///< empty: none

    [[nodiscard]] std::uint64_t n_in() const;
    [[nodiscard]] std::uint64_t n_out() const;
};

[[nodiscard]] std::uint64_t size_of(const std::vector<std::uint64_t>& shape);
[[nodiscard]] std::string shape_text(const std::vector<std::uint64_t>& shape);
[[nodiscard]] LinearMap identity(const std::vector<std::uint64_t>& shape);

/// Returns the map of a node of type Affine, Linear, Scale, Conv1d, Conv2d, SumPool2d, AvgPool2d,
/// Flatten or Delay, as PyTorch computes it, for an input of this shape. Shapes that do not match
/// become problems.
[[nodiscard]] LinearMap map_of(const Node& node, const std::vector<std::uint64_t>& in_shape,
                               std::vector<Problem>& problems);

/// Returns the map `second` after `first`: weights multiply, delays add, and the first bias passes
/// through the second map.
[[nodiscard]] LinearMap compose(const LinearMap& first, const LinearMap& second);

}  // namespace callosum::nir
