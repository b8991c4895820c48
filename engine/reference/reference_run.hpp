#pragma once

#include "engine/records/result.hpp"
#include "engine/records/sinks.hpp"
#include "network/describe/network.hpp"

namespace callosum {

/// The plain path: one rank, one thread, one neuron and one synapse after another, a classical ring
/// of input rows. It shares the drawing of the network, the fixed-point plan and the models' equations
/// with the fast path and nothing else; its spikes must be the same bit for bit. Slow; for networks
/// that fit twice into memory.
RunResult run_reference(const Description& description, SpikeSink* spikes,
                        WeightSink* weights = nullptr);

}  // namespace callosum
