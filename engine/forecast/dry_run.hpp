#pragma once

#include <vector>

#include "engine/run/simulation.hpp"

namespace callosum {

/// One rank of many, to be run without the others.
struct DryRunQuestion {
    const Description& description;
    int rank = 0, ranks = 1;
    std::vector<double> rates = {};  ///< spikes/s of neurons of other ranks, by population
};

/// Builds the share of one rank of many for real and runs it. The spikes of other ranks are Poisson
/// trains of the given rates. The numbers of the result are those of this rank alone.
///
/// The sources heard on other ranks follow exactly from the synapses here. The ranks that hear the
/// neurons here would follow from synapses there, which are not built; they are taken to be
/// mirrored: a rank whose n-th part of a population is heard here hears the n-th part of that
/// population here. So the numbers of destinations, routes and packets are right where ranks are
/// alike, and approximate for a rank unlike its peers (at a border, of uneven populations).
///
/// Throws ConfigError if the rank is not one of them.
[[nodiscard]] RunResult run_dry(const DryRunQuestion& question, const RunOptions& options);

}  // namespace callosum
