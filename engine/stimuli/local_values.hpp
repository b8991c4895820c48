#pragma once

#include <algorithm>
#include <cstdint>

#include "models/stimulus/stimulus_input.hpp"
#include "network/describe/network.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

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
