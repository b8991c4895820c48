#pragma once

#include <vector>

#include "engine/records/result.hpp"
#include "engine/records/sinks.hpp"
#include "network/describe/network.hpp"

namespace callosum::program {

/// Runs a network in this process on some threads and hands all spikes of all neurons to the sink, whatever
/// the description records. For small jobs inside other commands.
RunResult run_in_process(Description description, SpikeSink& sink, int threads);

/// The same with the neurons that the description records.
RunResult run_recorded(const Description& description, SpikeSink& sink, int threads);

}  // namespace callosum::program
