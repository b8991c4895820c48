#pragma once

#include <vector>

#include "io/cli/command_line.hpp"
#include "network/describe/network.hpp"

namespace callosum::program {

/// Returns spikes/s of each population: as an earlier run measured them (--rates), one for all
/// (--rate), or as expected. Throws ConfigError if the run is not one of this network.
[[nodiscard]] std::vector<double> rates_for(const CommandLine& line,
                                            const Description& description);

}  // namespace callosum::program
