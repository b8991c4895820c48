#pragma once

#include <vector>

#include "engine/run/simulation.hpp"

namespace callosum {

/// One rank of many, without the others.
struct DryRunQuestion {
    const Description& description;
    int rank = 0, ranks = 1;
    std::vector<double> rates = {};  ///< spikes/s of the neurons of other ranks, by population
};

/// Builds the share of one rank of many for real and runs it; the spikes of other ranks are Poisson trains
/// of the given rates. The numbers of the result are of this rank alone.
///
/// Which sources on other ranks are heard follows from the synapses here, exactly. Who hears the neurons
/// here would follow from the synapses there, which are not built; they are taken to be mirrored: a rank
/// whose n-th part of a population's neurons is heard here hears the n-th of them here. So the numbers of
/// destinations, routes and parcels are right where ranks are alike, and those of a rank that is unlike its
/// peers (at a border, of uneven populations) only nearly.
///
/// Throws ConfigError for a rank that is not one of them.
[[nodiscard]] RunResult run_dry(const DryRunQuestion& question, const RunOptions& options);

}  // namespace callosum
