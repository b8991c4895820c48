#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "io/record/rate_writer.hpp"
#include "io/record/spike_writer.hpp"
#include "io/record/trace_writer.hpp"

/// JSON heads of part files, shared by writers and merges.
namespace callosum {

inline constexpr const char* spike_magic = "CALSPIKE";
inline constexpr const char* trace_magic = "CALTRACE";
inline constexpr const char* rate_magic = "CALRATES";
inline constexpr const char* spike_stem = "spikes";
inline constexpr const char* trace_stem = "traces";
inline constexpr const char* rate_stem = "rates";
inline constexpr const char* weight_stem = "weights";

[[nodiscard]] nlohmann::ordered_json to_json(const SpikePartHead& head);
[[nodiscard]] nlohmann::ordered_json to_json(const TracePartHead& head);
[[nodiscard]] nlohmann::ordered_json to_json(const RatePartHead& head);
/// Parses a head; `path` names the file in the error if it is not valid.
[[nodiscard]] SpikePartHead spike_head(const nlohmann::ordered_json& head, const std::string& path);
[[nodiscard]] TracePartHead trace_head(const nlohmann::ordered_json& head, const std::string& path);
[[nodiscard]] RatePartHead rate_head(const nlohmann::ordered_json& head, const std::string& path);

/// Returns the time of a step in ms, rounded once: 3 * 0.1 would give 0.30000000000000004, 3 / 10
/// gives 0.3.
[[nodiscard]] double time_of_step(double step, double dt_ms);

/// A part file whose head could be read.
struct Part {
    std::string path;
    nlohmann::ordered_json head;
};

/// Finds the parts of a stem and reads their heads. Heads of different runs are an error; a torn
/// head or a rank without a part is an error in a complete merge and a note in a salvage.
[[nodiscard]] std::vector<Part> find_parts(const std::string& folder, const std::string& stem,
                                           const std::string& magic, MergeMode mode,
                                           MergeReport& report);

/// Reports a problem: an error in a complete merge, a note in a salvage.
void complain(const std::string& path, const std::string& what, MergeMode mode,
              MergeReport& report);

/// Returns the bytes of buffer for each of n part files, so that all together stay within a fixed
/// budget.
[[nodiscard]] std::size_t buffer_bytes(std::size_t n_parts);

/// Renames a file, replacing one of the new name.
void rename_file(const std::string& from, const std::string& to);
/// Removes the parts whose content is now in a merged file.
void remove_parts(const std::vector<Part>& parts);

}  // namespace callosum
