#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/records/spike.hpp"

namespace callosum {

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

/// Takers of a rank's records; those that are null record nothing.
struct Sinks {
    SpikeSink* spikes = nullptr;
    TraceSink* traces = nullptr;
    RateSink* rates = nullptr;
    WeightSink* weights = nullptr;
};

}  // namespace callosum
