#pragma once

#include <vector>

#include "network/describe/network.hpp"
#include "network/partition/cut.hpp"

namespace callosum {

/// Returns the fraction of a projection's sources that can have synapses onto the neurons of
/// `ranges`: 1 except for rules with a mask, which reach its farthest distance beyond the region of
/// each range. Ranges are taken for squares or cubes, which they nearly are where the index follows
/// the curve.
[[nodiscard]] double part_within_reach(const Description& description, std::size_t projection,
                                       const std::vector<NeuronRange>& ranges);

/// Returns the number of ranks that can have sources of the neurons of `ranges` (all of a rank's);
/// at most n_ranks - 1.
[[nodiscard]] double ranks_within_reach(const Description& description,
                                        const std::vector<NeuronRange>& ranges, int n_ranks);

/// Class of sources that have synapses from the same projections.
struct Stretch {
    double size = 0;
    std::vector<std::size_t> projections;  ///< projections that can have synapses of these sources
};

/// Divides the sources of one population into classes, by source slices and by reach.
/// `part[projection]` is the result of part_within_reach; projections that are not `wanted` are
/// left out.
[[nodiscard]] std::vector<Stretch> stretches(const Description& description, std::size_t population,
                                             const std::vector<double>& part,
                                             const std::vector<bool>& wanted);

}  // namespace callosum
