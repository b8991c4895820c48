#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/records/sinks.hpp"
#include "io/record/part_file.hpp"
#include "io/record/spike_writer.hpp"

namespace callosum {

/// A rate recording, as far as its file needs it.
struct RecordedRate {
    std::string population;
    std::uint64_t neurons = 0;    ///< of the whole population
    std::int64_t start_step = 0;  ///< step after which the first bin begins
    std::int64_t bin_steps = 1;
};

/// Head of a part file of rates; equal on all ranks except for `rank`.
struct RatePartHead {
    double dt_ms = 0.1;
    int rank = 0;
    int n_ranks = 1;
    std::vector<RecordedRate> recordings;  ///< in the order of Description::rates
};

[[nodiscard]] std::vector<RecordedRate> recorded_rates(const Description& description);

/// Record of a part file of rates.
struct RateRecord {
    enum Kind : std::uint32_t { share = 1, bin = 2 };
    std::uint32_t kind = share;
    std::uint32_t recording = 0;
    std::int64_t step = 0;    ///< bin: its last step
    std::uint64_t count = 0;  ///< share: the rank's neurons of the population; bin: their spikes
};

/// Appends this rank's counts to `rates.RANK.part`, 24 bytes for each bin of each population that
/// has neurons here. Call `close` at the end of the run, then merge on one rank.
class PartRateSink : public RateSink {
  public:
    PartRateSink(const std::string& folder, const RatePartHead& head);
    void open(std::size_t recording, std::uint64_t neurons) override;
    void write(std::size_t recording, std::int64_t step, std::uint64_t count) override;
    void flush() { file_.flush(); }
    void close() { file_.close(); }

  private:
    PartFile file_;
};

/// Adds up the parts into `rates.h5` in bounded memory and removes them: /rates/POPULATION/{counts,
/// rate, time}. A bin is written once all ranks that have neurons of its population have counted
/// it. An older file is taken for the earlier stretch of a continued run; its bins are kept unless
/// counted anew.
MergeReport merge_rates(const std::string& folder, MergeMode mode = MergeMode::complete);

}  // namespace callosum
