#pragma once

#include <string>

#include "engine/records/result.hpp"
#include "engine/records/versions.hpp"

namespace callosum {

/// Returns the text of `run.json`: the engine's figures about the run, the versions, and the
/// experiment as it was resolved. Numbers that do not exist (the CV of a silent population) are
/// null.
[[nodiscard]] std::string run_json(const RunResult& result, const std::string& resolved_experiment,
                                   const Versions& versions);

/// Writes a text under a temporary name, forces it to the disk and renames it, so that a reader
/// sees either the old file or the new one, never half of one.
void write_file_atomically(const std::string& path, const std::string& text);

}  // namespace callosum
