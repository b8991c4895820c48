#pragma once

#include <string>

#include "io/experiment/experiment.hpp"

namespace callosum {

/// Returns an experiment's JSON with another output and precision than it states, for the run.json of a run that was started with them.
[[nodiscard]] std::string stated_experiment(const std::string& json, const Output& output,
                                            Precision precision);

}  // namespace callosum
