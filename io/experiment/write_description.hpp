#pragma once

#include <string>
#include <vector>

#include "io/experiment/experiment.hpp"
#include "io/experiment/provenance.hpp"

namespace callosum {

/// What an experiment file states beside its description.
struct WriteOptions {
    Output output;
    Scale applied;                    ///< that the description has been scaled by
    std::vector<Provenance> imports;  ///< files that stay named instead of what came from them
};

/// Writes a checked description as an experiment file with nothing left out; reading it gives an equal
/// description. What stands in files is named by their absolute paths: explicit lists, spike trains, samples of
/// encoders, tables of positions. Lists and trains in memory are written out. Throws ConfigError where something
/// has no form in an experiment: samples that are in no file, synapses as a board holds them.
[[nodiscard]] std::string write_description(const Description& description,
                                            const WriteOptions& options = {});

}  // namespace callosum
