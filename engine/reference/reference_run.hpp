#pragma once

#include "engine/records/result.hpp"
#include "engine/records/sinks.hpp"
#include "network/describe/network.hpp"

namespace callosum {

/// Runs a network on the plain path: one rank, one thread, neuron by neuron and synapse by synapse,
/// with a classical ring of input rows. It shares with the fast path the drawing of the network,
/// the fixed-point plan, the models' equations, the stimuli, modulation and homeostasis; its spikes
/// must be equal bit for bit. Slow; for networks that fit twice into memory.
RunResult run_reference(const Description& description, SpikeSink* spikes,
                        WeightSink* weights = nullptr);

}  // namespace callosum
