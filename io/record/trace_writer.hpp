#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/records/sinks.hpp"
#include "io/record/part_file.hpp"
#include "io/record/spike_writer.hpp"

namespace callosum {

/// A trace recording, as far as its file needs it.
struct RecordedTrace {
    std::string population;
    std::vector<std::string> variables;
    std::vector<std::string> units;  ///< one per variable
    double interval_ms = 0.1;
};

/// Head of a part file of traces; equal on all ranks except for `rank`.
struct TracePartHead {
    double dt_ms = 0.1;
    int rank = 0;
    int n_ranks = 1;
    std::vector<RecordedTrace> recordings;  ///< in the order of traces_over_time
};

/// Returns the unit of a recorded variable as the table of its model states it. Throws LimitError where the model has no such
/// variable.
[[nodiscard]] std::string unit_of_recordable(std::string_view model, std::string_view variable);

[[nodiscard]] std::vector<RecordedTrace> recorded_traces(const Description& description);

/// Header of a record in a part file of traces.
struct TraceRecord {
    enum Kind : std::uint32_t { layout = 1, sample = 2 };
    std::uint32_t kind = layout;
    std::uint32_t recording = 0;
    std::int64_t value = 0;  ///< layout: number of neurons, as many u64 follow; sample: step,
                             ///< neurons x variables f32 follow
};

/// Appends this rank's samples to `traces.RANK.part`, as float32 like SONATA's reports. Call
/// `close` at the end of the run, then merge on one rank.
class PartTraceSink : public TraceSink {
  public:
    PartTraceSink(const std::string& folder, const TracePartHead& head);
    void open(const TraceLayout& layout) override;
    void write(std::size_t recording, std::int64_t step, std::span<const double> values) override;
    void flush() { file_.flush(); }
    void close() { file_.close(); }

  private:
    PartFile file_;
    std::vector<float> rounded_;
};

/// Merges the parts into SONATA reports and removes them: `traces.h5` if all recordings have the
/// same single variable, else `traces_VARIABLE.h5` for each (SONATA allows one variable per
/// population and file). A second recording of the same variable in the same population goes to
/// `traces_VARIABLE.2.h5`. Earlier files are carried over as in merge_spikes.
MergeReport merge_traces(const std::string& folder, MergeMode mode = MergeMode::complete);

/// Recovers the files of a killed job: merges all parts in a folder. Throws IoError if there are
/// none.
MergeReport merge_folder(const std::string& folder);

}  // namespace callosum
