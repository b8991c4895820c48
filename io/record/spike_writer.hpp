#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/records/sinks.hpp"
#include "engine/records/spike.hpp"
#include "io/record/part_file.hpp"
#include "network/describe/network.hpp"

namespace callosum {

/// A population whose spikes are recorded; its neurons have the gids [first_gid, first_gid + size).
struct RecordedPopulation {
    std::string name;
    std::uint64_t first_gid = 0;
    std::uint64_t size = 0;
    friend bool operator==(const RecordedPopulation&, const RecordedPopulation&) = default;
};

/// Head of a part file of spikes; equal on all ranks except for `rank`.
struct SpikePartHead {
    double dt_ms = 0.1;
    int rank = 0;
    int n_ranks = 1;
    std::vector<RecordedPopulation> populations;  ///< by ascending first_gid
};

/// Returns the populations named by the spike recordings of all phases, each once, in the order of
/// the description.
[[nodiscard]] std::vector<RecordedPopulation> recorded_populations(const Description& description);

/// Appends this rank's spikes to `spikes.RANK.part` in the output folder: records of 16 bytes, i64
/// step and u64 gid, by step. Call `close` at the end of the run, then merge on one rank.
class PartSpikeSink : public SpikeSink {
  public:
    PartSpikeSink(const std::string& folder, const SpikePartHead& head);
    void write(std::span<const Spike> spikes) override;
    /// Hands buffered spikes to the system; `write` does so by itself every few seconds.
    void flush() { file_.flush(); }
    void close() { file_.close(); }
    [[nodiscard]] const std::string& path() const { return file_.path(); }

  private:
    PartFile file_;
    std::int64_t last_step_ = 0;
    std::vector<Spike> sorted_;
};

/// Result of a merge.
struct MergeReport {
    std::vector<std::string> files;  ///< files written, as names inside the folder
    std::uint64_t spikes = 0;
    std::uint64_t trace_rows = 0;
    std::uint64_t rate_bins = 0;     ///< of all populations
    std::uint64_t snapshots = 0;     ///< of weights
    std::vector<std::string> notes;  ///< losses and omissions, for the user
};

/// Strictness of a merge. `complete`: every rank has closed its part, so anything missing or torn
/// is an IoError. `salvage`: a job was killed; torn ends are dropped with a note.
enum class MergeMode { complete, salvage };

/// Merges the parts of a folder into `spikes.h5` (SONATA; times in ms, sorted by time, then node)
/// in bounded memory, then removes them. An older `spikes.h5` in the folder is taken for the
/// earlier stretch of a continued run and kept inside the new one; a spike that both hold counts
/// once. If anything fails, it throws and all parts stay. Call on one rank, after all have closed.
MergeReport merge_spikes(const std::string& folder, MergeMode mode = MergeMode::complete);

}  // namespace callosum
