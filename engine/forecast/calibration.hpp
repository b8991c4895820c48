#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/forecast/synapse_estimate.hpp"

namespace callosum {

/// Speed of this machine at the work of a run, on one thread that has it to itself. It is measured
/// in a second or two with pieces of the network itself.
struct Calibration {
    std::vector<double> neuron_step_ns;  ///< by population, stimuli included; 0: not measured
    /// ns per event, by SynapseFormat. Plastic ones are measured without postsynaptic spikes, which
    /// cost about as much again.
    std::array<double, n_synapse_formats> event_ns{};
    std::array<double, n_synapse_formats> built_per_second{};  ///< synapses, by SynapseFormat
    /// Projection that was measured for each format; empty: none has it.
    std::array<std::string, n_synapse_formats> measured_on;
};

/// Measures the speed. `share` holds the ranges of the share from which the pieces are taken.
[[nodiscard]] Calibration calibrate(const Description& description, const FixedPointPlan& plan,
                                    const std::vector<NeuronRange>& share);

}  // namespace callosum
