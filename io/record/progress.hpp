#pragma once

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/records/progress.hpp"

namespace callosum {

/// Says in words what a real-time factor (wall time over biological time) means: "2.5 x faster than real time".
[[nodiscard]] std::string speed_text(double real_time_factor);

/// Formats the state of a run in one line, for instance "1234.5 of 10000.0 ms (12 %), 1.18 x faster than
/// real time, 0:08 left, E 2.5, I 6.1 spikes/s". Rates are those since the previous line, of this rank's
/// neurons; their mean where there are more than three populations.
[[nodiscard]] std::string progress_line(const Progress& progress);

/// Shows progress on rank 0: on a terminal one line that is redrawn, elsewhere (a batch job's log)
/// a plain line every few seconds.
class ProgressDisplay {
  public:
    static constexpr std::chrono::seconds plain_interval{5};

    /// `stream` is borrowed; usually stderr.
    explicit ProgressDisplay(std::FILE* stream);
    ProgressDisplay(std::FILE* stream, bool terminal);
    /// Shows the state, unless the last line in a log is too recent.
    void show(const Progress& progress);
    /// Leaves the last state on a line of its own; call at the end and before other messages.
    void finish();

  private:
    std::FILE* stream_;
    bool terminal_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point shown_;
};

/// Log with one JSON object per line: {"time": UTC, "kind": ..., "fields": {...}}. Each line is
/// flushed, so that a scheduler's script can follow it.
class JsonLog {
  public:
    /// Opens the file for appending.
    explicit JsonLog(const std::string& path);
    void write(const std::string& kind, const nlohmann::ordered_json& fields);
    void write(const Progress& progress);

  private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::string path_;
    std::unique_ptr<std::FILE, Closer> file_;
};

}  // namespace callosum
