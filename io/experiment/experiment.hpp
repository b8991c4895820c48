#pragma once

#include <string>
#include <vector>

#include "engine/base/ranks.hpp"
#include "io/experiment/provenance.hpp"
#include "network/describe/check_and_number.hpp"
#include "network/describe/edge_blocks.hpp"
#include "network/describe/network.hpp"

namespace callosum {

/// Where results go.
struct Output {
    std::string folder = "out";  ///< relative to where the program is started
    bool overwrite = false;
};

/// An experiment file, read, scaled and checked.
struct ExperimentFile {
    Description description;
    Scale scale;  ///< as the file asks; already applied to the description
    Output output;
    std::vector<Provenance> imports;  ///< other files that the description was made of
    /// The experiment with every default filled in and the scale applied, as JSON that
    /// read_experiment reads to an equal description. Files are named by absolute paths.
    std::string resolved;
};

/// Ranks that read an experiment together, each a part of every explicit list.
struct ReadTogether {
    const Ranks* ranks = nullptr;  ///< null: this rank reads alone
    HeldEdges* held = nullptr;  ///< where to keep the parts, so that a run need not read them again
};

/// Reads an experiment. `origin` is the file's name for messages, `base_dir` what its files are
/// relative to, `sets` are PATH=VALUE assignments that are applied first. Throws ConfigError with
/// everything that is wrong; `where` is like "microcircuit.json:12:5 populations.L23E.params.C_m".
[[nodiscard]] ExperimentFile read_experiment(const std::string& text, const std::string& origin,
                                             const std::string& base_dir,
                                             const std::vector<std::string>& sets = {},
                                             const ReadTogether& together = {});

/// The text of an experiment file; IoError with exit code 1 if it cannot be read.
[[nodiscard]] std::string read_experiment_text(const std::string& path);

/// The same for a file; IoError if it cannot be read.
[[nodiscard]] ExperimentFile read_experiment_file(const std::string& path,
                                                  const std::vector<std::string>& sets = {});

/// JSON schema (draft 2020-12) of the experiment file, made from the reader's own tables.
[[nodiscard]] std::string experiment_schema();

}  // namespace callosum
