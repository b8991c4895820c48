#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/forecast/synapse_estimate.hpp"

namespace callosum {

/// How fast this machine does what a run consists of, on one thread that has it to itself; found in a
/// second or two with pieces of the network itself.
struct Calibration {
    std::vector<double> neuron_step_ns;  ///< by population, stimuli included; 0: not measured
    /// By SynapseFormat; plastic ones without postsynaptic spikes, which cost about as much again.
    std::array<double, n_synapse_formats> event_ns{};
    std::array<double, n_synapse_formats> built_per_second{};  ///< synapses, likewise
    /// Of each format, the projection that was measured; empty: none has it.
    std::array<std::string, n_synapse_formats> measured_on;
};

/// `worker`: the ranges of one worker, whose share the pieces are taken from.
[[nodiscard]] Calibration calibrate(const Description& description, const FixedPointPlan& plan,
                                    const std::vector<NeuronRange>& worker);

}  // namespace callosum
