#pragma once

#include <array>
#include <vector>

#include "engine/synapses/synapse_store.hpp"

namespace callosum {

inline constexpr std::size_t n_synapse_formats = 5;  ///< of SynapseFormat

/// What synapses will take, before they are drawn: expected values, bytes unless said otherwise.
struct SynapseEstimate {
    std::array<double, n_synapse_formats> count{};  ///< synapses, by format
    std::array<double, n_synapse_formats> bytes{};  ///< by format, padding included
    double index = 0;                               ///< of runs: what finds them for a source
    double listing = 0;          ///< of sources, until the index by the rank's numbers is made
    double listed = 0;           ///< sources, counted once for each store that has synapses of them
    double per_rank_source = 0;  ///< for each source that the rank knows, whoever it is
    double building = 0;         ///< for the largest slab of sources while it is sorted
    double task_bytes = 0;       ///< of the tasks of a step in which every source spikes once
    double n_buckets = 0;        ///< by block, of one step
};

/// The static synapses of one worker.
[[nodiscard]] SynapseEstimate estimate_static(const Description& description,
                                              const FixedPointPlan& plan,
                                              const std::vector<NeuronRange>& ranges);

/// One plastic projection onto one range of a worker.
[[nodiscard]] SynapseEstimate estimate_plastic(const Description& description,
                                               const FixedPointPlan& plan, std::size_t projection,
                                               const NeuronRange& range);

/// How many neurons of other ranks the neurons of `ranges` (all of a rank's) hear, by population.
[[nodiscard]] std::vector<double> estimate_halo(const Description& description,
                                                const FixedPointPlan& plan,
                                                const std::vector<NeuronRange>& ranges);

/// Synapses of a projection onto those of the ranges.
[[nodiscard]] double expected_onto(const Description& description, const FixedPointPlan& plan,
                                   std::size_t projection, const NeuronRange& range);

}  // namespace callosum
