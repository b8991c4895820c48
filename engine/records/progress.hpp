#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace callosum {

/// The mean rate of the neurons of a population that are here, since the last progress.
struct RateSince {
    std::string population;
    std::uint64_t neurons = 0;
    double rate_hz = 0;
};

/// Where a run stands; handed to a callback on rank 0 between windows, a few times per second.
struct Progress {
    double biological_ms = 0;  ///< since the start, warm-up included
    double total_ms = 0;       ///< warm-up + duration
    double wall_seconds = 0;   ///< of the loop so far
    bool in_warmup = false;
    std::vector<RateSince> rates = {};  ///< of the populations that this rank has neurons of
};

}  // namespace callosum
