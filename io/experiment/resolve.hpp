#pragma once

#include <string>

#include "io/experiment/document.hpp"
#include "io/experiment/experiment.hpp"
#include "io/experiment/read_phases.hpp"

namespace callosum {

/// What a description was read from; borrowed.
struct ReadFrom {
    const Json& experiment;
    const PhaseSources& phases;
    const std::string& base_dir;
};

/// Writes a checked description as an experiment file with nothing left out. Explicit lists are
/// taken over from what was read, with paths made absolute.
[[nodiscard]] std::string resolve(const Description& description, const Output& output,
                                  const Scale& applied, const ReadFrom& from);

}  // namespace callosum
