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

/// What one rank will hold, bytes by kind: expected values, found without drawing a synapse.
struct MemoryEstimate {
    double program = 0;  ///< code, libraries, MPI; 0 unless the caller states it
    double neurons = 0;  ///< state, coefficients, statistics
    double input_rows = 0;
    std::array<double, n_synapse_formats> synapses{};  ///< by SynapseFormat
    double synapse_index = 0;                          ///< what finds the synapses of a source
    double histories = 0;  ///< spikes and potentials of neurons that plastic synapses look back on
    double stimuli = 0;
    double routes = 0;    ///< who needs whose spikes, buffers of the exchange
    double buffers = 0;   ///< spikes that wait for their delay
    double records = 0;   ///< until they are handed over
    double building = 0;  ///< beyond all this for a while

    std::array<double, n_synapse_formats> n_synapses{};  ///< by SynapseFormat
    double n_neurons = 0;
    double halo = 0;  ///< neurons of other ranks that are heard here

    [[nodiscard]] double total() const;
};

/// Of which rank, and spikes/s of each population.
struct MemoryQuestion {
    const Description& description;
    const FixedPointPlan& plan;
    const Partition& partition;
    int rank = 0;
    std::vector<double> rates = {};
};
[[nodiscard]] MemoryEstimate estimate_memory(const MemoryQuestion& question);

/// What this node, or the control group that we run in, has left.
[[nodiscard]] double available_bytes();
/// Resident memory of this process.
[[nodiscard]] double resident_bytes();

/// Memory that this rank will have taken at most, what it holds already included. Throws LimitError as `require_memory` does.
[[nodiscard]] double admit_run(const Description& description, const RunLayout& layout,
                               const Communicator& communicator);

/// Throws LimitError, before anything large is built, where the ranks of this node would need more
/// than the memory that it has free; the system would kill them later without a word.
void require_memory(double bytes_of_rank, const Communicator& communicator);

}  // namespace callosum
