#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/exchange/communicator.hpp"
#include "engine/forecast/synapse_estimate.hpp"
#include "engine/run/run_layout.hpp"
#include "network/partition/cost.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Memory of one rank, bytes by kind: expected values, computed without drawing a synapse.
struct MemoryEstimate {
    double program = 0;  ///< code, libraries, MPI; 0 unless the caller states it
    double neurons = 0;  ///< state, coefficients, statistics
    double input_rows = 0;
    std::array<double, n_synapse_formats> synapses{};  ///< by SynapseFormat
    double synapse_index = 0;                          ///< index from sources to synapses
    double histories = 0;  ///< spikes and potentials of neurons that plastic synapses need
    double stimuli = 0;
    double routes = 0;    ///< spike routes, buffers of the exchange
    double buffers = 0;   ///< spikes that wait for their delay
    double records = 0;   ///< until they are handed over
    double building = 0;  ///< temporary, beyond all others

    std::array<double, n_synapse_formats> n_synapses{};  ///< by SynapseFormat
    double n_neurons = 0;
    double halo = 0;  ///< neurons of other ranks that are heard here

    [[nodiscard]] double total() const;
};

/// Question for the memory of a rank; `rates` are spikes/s of each population.
struct MemoryQuestion {
    const Description& description;
    const FixedPointPlan& plan;
    const Partition& partition;
    RankId rank;
    std::vector<double> rates = {};
};
[[nodiscard]] MemoryEstimate estimate_memory(const MemoryQuestion& question);

/// Returns the free memory of this node, or of the control group in which the process runs.
[[nodiscard]] double available_bytes();
/// Returns the resident memory of this process.
[[nodiscard]] double resident_bytes();

/// Memory that this rank will have taken at most, what it holds already included. Throws LimitError as `require_memory` does.
[[nodiscard]] double admit_run(const Description& description, const RunLayout& layout,
                               const Communicator& communicator);

/// Throws LimitError, before anything large is built, where the ranks of this node would need more
/// than the memory that it has free; the system would kill them later without a word.
void require_memory(double bytes_of_rank, const Communicator& communicator);

}  // namespace callosum
