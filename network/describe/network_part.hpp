#pragma once

#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// What an importer makes of a file in a foreign format: a piece of a description, as a plain value. Populations
/// and projections are counted within the piece.
struct NetworkPart {
    std::vector<Population> populations;
    std::vector<Projection> projections;
    std::vector<Stimulus> stimuli;
    std::vector<SpikeRecording> spikes;
    std::vector<TraceRecording> traces;
    std::vector<RateRecording> rates;
    std::vector<WeightRecording> weight_records;
};

/// Puts a part behind what a description has; names must differ, which check_and_number finds.
void append(Description& description, NetworkPart part);

}  // namespace callosum
