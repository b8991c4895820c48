#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/forecast/calibration.hpp"
#include "engine/forecast/memory.hpp"

namespace callosum {

/// Cost of a run on a given number of ranks and threads, estimated without building it.
struct RunForecast {
    int ranks = 1, threads = 1, ranks_per_node = 1;
    std::string partition, partition_why;
    double neurons = 0, synapses = 0;
    std::vector<double> rates;  ///< spikes/s by population, as assumed
    int largest_rank = 0;       ///< rank with most synapses, to which `memory` belongs
    MemoryEstimate memory;
    double mean_rank_bytes = 0;  ///< scaled from the largest by neurons and synapses
    double available_bytes = 0;  ///< of this node

    double window_ms = 0;
    double parcels_per_window = 0;  ///< sent by a rank, empty ones included
    double spikes_per_window = 0;   ///< of the neurons of a rank
    double copies_per_window = 0;   ///< spikes of other ranks that a rank receives
    double bytes_per_window = 0;    ///< received by a rank

    double neuron_balance = 1, synapse_balance = 1;  ///< largest of a share over the mean
    double cut = 0;                                  ///< fraction of synapses between ranks

    double spike_file_bytes = 0, trace_file_bytes = 0, rate_file_bytes = 0, weight_file_bytes = 0;

    Calibration calibration;
    double build_seconds = 0;
    double update_seconds = 0, deliver_seconds = 0;  ///< of the largest share, warm-up included
    double min_nodes = 1;   ///< nodes like this one whose memory holds the network
    double max_shares = 1;  ///< shares that still have `work_per_window` each
};

/// Work in a window, in seconds, below which waiting for others weighs more than the work itself.
inline constexpr double work_per_window = 50e-6;

/// Arguments of make_run_plan.
struct PlanQuestion {
    const Description& description;
    int ranks = 1, threads = 1;
    int ranks_per_node = 1;
    std::vector<double> rates;  ///< spikes/s by population
    double program_bytes = 0;   ///< of each rank, before anything is built
};
[[nodiscard]] RunForecast make_run_plan(const PlanQuestion& question);

}  // namespace callosum
