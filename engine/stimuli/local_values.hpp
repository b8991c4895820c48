#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "network/partition/partition.hpp"

namespace callosum {

/// A number per local neuron: one for all, or a list.
struct LocalValues {
    double shared = 0;
    std::vector<double> each;  ///< by local index, where not shared
    [[nodiscard]] bool is_shared() const { return each.empty(); }
    [[nodiscard]] double operator[](std::uint64_t local) const {
        return each.empty() ? shared : each[local];
    }
};

/// The local neurons of a range that lie in a slice of the population; may be empty.
[[nodiscard]] inline Slice local_part(const Slice& slice, const NeuronRange& range) {
    return {std::clamp(slice.first, range.first, range.last) - range.first,
            std::clamp(slice.last, range.first, range.last) - range.first};
}

/// The numbers of one range of neurons; those outside the slice are 0. Draws are keyed by (seed,
/// stream, neuron).
[[nodiscard]] LocalValues local_values(const Values& values, std::uint64_t seed,
                                       std::uint32_t stream, const NeuronRange& range,
                                       const Slice& slice);

}  // namespace callosum
