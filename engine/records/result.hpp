#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace callosum {

struct PopulationResult {
    std::string name;
    std::uint64_t size = 0;
    std::uint64_t spikes = 0;  ///< after warm-up, whole population
    double rate_hz = 0;
    double cv_isi = 0;  ///< mean over neurons with at least 3 spikes; NaN if there is none
    std::uint64_t cv_neurons = 0;  ///< how many those are
};

/// Seconds of wall time that threads spent in one part, over all threads of all ranks.
struct StageTime {
    std::string name;  ///< update, deliver, enter, pack, exchange, wait, record
    double min = 0, mean = 0, max = 0;
};

/// A number of each rank, over ranks.
struct OverRanks {
    double sum = 0, min = 0, max = 0;
};

/// What ranks have sent to each other after warm-up.
struct Traffic {
    std::uint64_t windows = 0;
    OverRanks parcels;                ///< empty ones too
    OverRanks steps_between_parcels;  ///< of a pair of ranks, mean of a rank; 0 where it has none
    OverRanks bytes_sent;             ///< of parcels
    OverRanks bytes_received;
    OverRanks spikes_sent;   ///< one for each spike and rank that needs it
    OverRanks halo;          ///< neurons of other ranks whose spikes are heard
    OverRanks destinations;  ///< ranks that parcels go to
};

/// How neurons and work are spread over ranks.
struct PartitionResult {
    std::string kind, why;
    OverRanks neurons, synapses;
    OverRanks events;         ///< synaptic, after warm-up
    OverRanks remote_events;  ///< those of them whose sources are on other ranks
};

struct ProjectionResult {
    std::string name;
    std::uint64_t synapses = 0;
    std::string storage;          ///< "exact", "exact table", "compact"
    double weight_unit = 0;       ///< one unit of the stored integer, in the weight's unit
    double weight_error_rms = 0;  ///< bound on the rounding's rms, same unit
    // Of plastic projections, at the end of the run; in the unit of the weight:
    bool plastic = false;
    double weight_mean = 0, weight_sd = 0, weight_min = 0, weight_max = 0;
};

/// Everything that `run.json` states about a run; equal on all ranks once the run has ended.
struct RunResult {
    int ranks = 1, threads = 1;
    int reporting = 1;  ///< ranks that the numbers are of: all but in a dry run
    std::uint64_t neurons = 0, synapses = 0, spikes = 0;  ///< spikes after warm-up
    std::uint64_t spike_digest = 0;                       ///< over all spikes from step 1
    std::uint64_t weight_digest = 0;                      ///< over all plastic synapses, at the end
    double build_seconds = 0,
           run_seconds = 0;  ///< run_seconds: loop, warm-up excluded, slowest rank
    double warmup_seconds = 0;
    double real_time_factor = 0;
    std::uint64_t peak_rss_bytes = 0;      ///< sum over ranks of VmHWM
    std::uint64_t expected_rss_bytes = 0;  ///< the same as it was estimated before building
    std::uint64_t synapse_bytes = 0;       ///< sum over ranks
    std::uint64_t synaptic_events = 0;     ///< delivered after warm-up, sum over ranks
    std::uint64_t exchange_window_steps = 0;
    std::vector<PopulationResult> populations;
    std::vector<ProjectionResult> projections;
    std::vector<StageTime> stages;
    Traffic traffic;
    PartitionResult partition;
    std::vector<std::string> notes;  ///< what was bound where, what was widened ...
};

}  // namespace callosum
