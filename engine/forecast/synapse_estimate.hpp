#pragma once

#include <array>
#include <vector>

#include "engine/synapses/synapse_store.hpp"

namespace callosum {

/// Size of synapses before they are drawn: expected values, bytes unless said otherwise.
struct SynapseEstimate {
    std::array<double, n_synapse_formats> count{};  ///< number by format
    std::array<double, n_synapse_formats> bytes{};  ///< by format, padding included
    double index = 0;                               ///< of runs: locates a source's synapses
    double listing = 0;          ///< of sources, until the index by heard id is made
    double listed = 0;           ///< sources, once for each store with synapses of theirs
    double per_rank_source = 0;  ///< for each source that the rank hears
    double building = 0;         ///< for the largest slab of sources while it is sorted
    double task_bytes = 0;       ///< tasks of a step in which every source spikes once
    double n_buckets = 0;        ///< by block, of one step
};

/// Estimates the static synapses of one share.
[[nodiscard]] SynapseEstimate estimate_static(const Description& description,
                                              const FixedPointPlan& plan,
                                              const std::vector<NeuronRange>& ranges);

/// Estimates one plastic projection onto one range of a share.
[[nodiscard]] SynapseEstimate estimate_plastic(const Description& description,
                                               const FixedPointPlan& plan, std::size_t projection,
                                               const NeuronRange& range);

/// Returns the number of neurons of other ranks that the neurons of `ranges` (all of a rank's)
/// hear, by population.
[[nodiscard]] std::vector<double> estimate_halo(const Description& description,
                                                const FixedPointPlan& plan,
                                                const std::vector<NeuronRange>& ranges);

/// Returns the expected synapses of a projection onto a range.
[[nodiscard]] double expected_onto(const Description& description, const FixedPointPlan& plan,
                                   std::size_t projection, const NeuronRange& range);

}  // namespace callosum
