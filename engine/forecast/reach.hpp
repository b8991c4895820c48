#pragma once

#include <vector>

#include "network/describe/network.hpp"
#include "network/partition/cut.hpp"

namespace callosum {

/// The part of a projection's sources that can have synapses onto the neurons of `ranges`: 1 but for rules
/// with a mask, which reach its farthest distance beyond the region of each range. Ranges are taken for
/// squares or cubes, as they nearly are where the index follows the curve.
[[nodiscard]] double part_within_reach(const Description& description, std::size_t projection,
                                       const std::vector<NeuronRange>& ranges);

/// Ranks that can have sources of the neurons of `ranges`, all of a rank's; at most n_ranks - 1.
[[nodiscard]] double ranks_within_reach(const Description& description,
                                        const std::vector<NeuronRange>& ranges, int n_ranks);

/// Sources that are alike for those who count synapses.
struct Stretch {
    double size = 0;
    std::vector<std::size_t> projections;  ///< that can have synapses of theirs
};

/// The sources of one population, apart by source slices and by what they reach: `part[projection]` as of
/// part_within_reach; projections that are not `wanted` are left out.
[[nodiscard]] std::vector<Stretch> stretches(const Description& description, std::size_t population,
                                             const std::vector<double>& part,
                                             const std::vector<bool>& wanted);

}  // namespace callosum
