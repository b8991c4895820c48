#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "io/hdf5/file.hpp"
#include "io/record/part_file.hpp"
#include "io/record/part_heads.hpp"
#include "io/record/trace_writer.hpp"

namespace callosum {

/// Samples of some of the neurons of one recording, in the order of time.
class TraceSource {
  public:
    virtual ~TraceSource() = default;
    std::vector<std::uint64_t> neurons;
    std::int64_t step = 0;      ///< step of the sample in `values`
    std::vector<float> values;  ///< neuron x variable, variable fastest
    /// Fetches the next sample; returns false at the end.
    virtual bool next() = 0;
};

/// Samples of one recording in one part file.
class PartTraceSource : public TraceSource {
  public:
    PartTraceSource(const Part& part, std::size_t bytes, std::size_t recording,
                    const TracePartHead& head);
    bool next() override;
    /// Returns the bytes at the end that are not a whole record; known once `next` has returned
    /// false.
    [[nodiscard]] std::uint64_t dropped_bytes() const { return dropped_; }
    [[nodiscard]] const std::string& path() const { return reader_.path(); }

  private:
    bool end(std::uint64_t consumed);
    bool read_record(TraceRecord& record);
    bool read_layout(const TraceRecord& record);

    PartReader reader_;
    std::size_t recording_;
    std::vector<std::size_t> n_variables_, n_neurons_;
    std::uint64_t dropped_ = 0;
    bool ended_ = false;
};

/// Samples in the report files of one recording from an earlier stretch of the run.
class EarlierTraceSource : public TraceSource {
  public:
    /// `names` are the files in the folder, one per variable.
    EarlierTraceSource(const std::string& folder, const std::vector<std::string>& names,
                       const std::string& population, double dt_ms);
    [[nodiscard]] static bool exists(const std::string& folder,
                                     const std::vector<std::string>& names,
                                     const std::string& population);
    bool next() override;

  private:
    std::vector<hdf5::Dataset> data_;
    std::vector<double> time_;
    double dt_ms_;
    std::uint64_t row_ = 0;
};

}  // namespace callosum
