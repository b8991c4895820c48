#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "engine/records/sinks.hpp"
#include "io/record/part_file.hpp"
#include "io/record/spike_writer.hpp"
#include "network/describe/weight_records.hpp"

namespace callosum {

/// A recording of weights, as far as its file needs it.
struct RecordedWeights {
    std::string name;  ///< name of its group in weights.h5
    std::string projection, source, target, synapse_model;
    std::string unit;
    SnapshotSchedule schedule;
};

/// Head of a part file of weights; equal on all ranks except for `rank`.
struct WeightPartHead {
    double dt_ms = 0.1;
    int rank = 0;
    int n_ranks = 1;
    bool single = false;                      ///< weights are float32, else float64
    std::vector<RecordedWeights> recordings;  ///< in the order of Description::weight_records
};

[[nodiscard]] WeightPartHead weight_part_head(const Description& description, int rank,
                                              int n_ranks);

/// Appends this rank's snapshots to `weights.RANK.part`, in the precision of the run. Threads may
/// call it concurrently. Call `close` at the end of the run, then merge on one rank.
class PartWeightSink : public WeightSink {
  public:
    PartWeightSink(const std::string& folder, const WeightPartHead& head);
    void open(std::size_t recording, std::uint32_t n_streams) override;
    void list(WeightStream stream, std::span<const RecordedSynapse> synapses) override;
    void write(WeightStream stream, std::int64_t step, std::span<const double> weights,
               bool last) override;
    void flush();
    void close();

  private:
    std::mutex mutex_;  ///< keeps records of different threads apart
    bool single_;
    PartFile file_;
};

/// Merges the parts into `weights.h5` in bounded memory and removes them: for each recording the
/// synapses in the order of (source, target, occurrence), and the snapshots that every rank has
/// whole. An earlier file is carried over as in merge_spikes.
MergeReport merge_weights(const std::string& folder, MergeMode mode = MergeMode::complete);

}  // namespace callosum
