#pragma once

#include "engine/layout/fixed_point_plan.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Memory of the neurons of one range without their synapses, bytes.
struct NeuronEstimate {
    double state = 0;      ///< with coefficients and statistics
    double histories = 0;  ///< for plastic synapses
    double stimuli = 0;
    double records = 0;
};
[[nodiscard]] NeuronEstimate estimate_neurons(const Description& description,
                                              const FixedPointPlan& plan, const NeuronRange& range,
                                              double rate_hz);

}  // namespace callosum
