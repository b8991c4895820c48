#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace callosum {

/// A spike: the step at whose end the threshold was met, and who.
struct Spike {
    std::int64_t step = 0;
    std::uint64_t gid = 0;
    friend bool operator==(const Spike&, const Spike&) = default;
};

/// Takes the recorded spikes of this rank. Called by one thread of the rank, outside the timed
/// kernels, in blocks that are ordered by step (spikes of later calls are never earlier).
class SpikeSink {
  public:
    virtual ~SpikeSink() = default;
    virtual void write(std::span<const Spike> spikes) = 0;
};

/// What a trace probe will deliver on this rank: columns = neurons x variables, neuron-major.
struct TraceLayout {
    std::size_t recording = 0;  ///< index into traces_over_time of the description
    std::vector<std::uint64_t>
        neurons;  ///< indices in the population that this rank owns, ascending
};

/// Takes samples of this rank's recorded neurons; called like SpikeSink, one call per sampled step.
class TraceSink {
  public:
    virtual ~TraceSink() = default;
    /// Called once before the run, for every recording, also with no neurons.
    virtual void open(const TraceLayout& layout) = 0;
    /// values[neuron * n_variables + variable]; `step` is the step after which the sample was taken.
    virtual void write(std::size_t recording, std::int64_t step,
                       std::span<const double> values) = 0;
};

/// Takes counts of this rank's spikes, bin by bin; called like SpikeSink.
class RateSink {
  public:
    virtual ~RateSink() = default;
    /// Called once before the run for every recording (index into Description::rates) of whose
    /// population the rank has neurons: so many.
    virtual void open(std::size_t recording, std::uint64_t neurons) = 0;
    /// Spikes in the bin that ends with `step`.
    virtual void write(std::size_t recording, std::int64_t step, std::uint64_t count) = 0;
};

/// The mean rate of the neurons of a population that are here, since the last progress.
struct RateSince {
    std::string population;
    std::uint64_t neurons = 0;
    double rate_hz = 0;
};

/// A plastic synapse whose weight is recorded; indices count from the start of the populations.
struct RecordedSynapse {
    std::uint64_t source = 0, target = 0;
    std::uint32_t occurrence = 0;  ///< among equal pairs
    std::uint32_t delay = 0;       ///< steps
    friend bool operator==(const RecordedSynapse&, const RecordedSynapse&) = default;
};

/// The synapses of one recording that one thread of the rank holds.
struct WeightStream {
    std::size_t recording = 0;  ///< index into Description::weight_records
    std::uint32_t number = 0;   ///< among those of the recording on this rank
};

/// Takes snapshots of weights. Different streams may be written to by different threads at a time.
class WeightSink {
  public:
    virtual ~WeightSink() = default;
    /// Called once before the run, for every recording.
    virtual void open(std::size_t recording, std::uint32_t n_streams) = 0;
    /// The stream's synapses in the order of (source, target, occurrence), block after block, during
    /// its first snapshot and no other.
    virtual void list(WeightStream stream, std::span<const RecordedSynapse> synapses) = 0;
    /// Weights after `step` in the order of the list, block after block; the last one may be empty.
    virtual void write(WeightStream stream, std::int64_t step, std::span<const double> weights,
                       bool last) = 0;
};

/// Where a run stands; handed to a callback on rank 0 between windows, a few times per second.
struct Progress {
    double biological_ms = 0;  ///< since the start, warm-up included
    double total_ms = 0;       ///< warm-up + duration
    double wall_seconds = 0;   ///< of the loop so far
    bool in_warmup = false;
    std::vector<RateSince> rates = {};  ///< of the populations that this rank has neurons of
};

struct PopulationResult {
    std::string name;
    std::uint64_t size = 0;
    std::uint64_t spikes = 0;  ///< after warm-up, whole population
    double rate_hz = 0;
    double cv_isi = 0;  ///< mean over neurons with at least 3 spikes; NaN if there is none
    std::uint64_t cv_neurons = 0;  ///< how many those are
};

/// Seconds of wall time that threads spent in one part, over all threads of all ranks.
struct PhaseTime {
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
    std::vector<PhaseTime> phases;
    Traffic traffic;
    PartitionResult partition;
    std::vector<std::string> notes;  ///< what was bound where, what was widened ...
};

}  // namespace callosum
