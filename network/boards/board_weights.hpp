#pragma once

#include <optional>
#include <string>
#include <vector>

#include "network/boards/finding.hpp"
#include "network/describe/network.hpp"
#include "network/describe/quantised_synapses.hpp"

/// Conversion of weights to the whole numbers that a board holds.
namespace callosum {

/// Errors that rounding causes in the synapses of a projection.
struct Quantisation {
    std::string projection;
    double factor = 1;         ///< whole weight = round(factor * weight)
    double mean_error = 0;     ///< of the weight, relative to the mean of |weight|
    double rms_error = 0;      ///< of the weight, relative to the mean of |weight|
    double max_error = 0;      ///< of the weight, relative to the mean of |weight|
    double clipped = 0;        ///< fraction of synapses cut to the largest weight
    double zeroed = 0;         ///< fraction of synapses that got weight 0
    double delay_mean_ms = 0;  ///< delay before rounding, over the synapses drawn
    double delay_mean_error_ms = 0;
};

/// Returns the errors of weights under a factor; the fields for projection and delays stay unset.
[[nodiscard]] Quantisation quantise(const std::vector<double>& weights, double factor,
                                    double largest);

/// Adds a note about the synapses of a projection that get weight 0, if there are any.
void note_zeroed(const Quantisation& report, Findings& findings);

/// Gives the synapses of a projection the form of a board: weights times `factor`, held as `board`
/// says; static; one receptor for each sign. `delay_ms`, where given, replaces all delays.
void hold_on_board(Projection& projection, double factor, const QuantisedSynapses& board,
                   std::optional<double> delay_ms);

}  // namespace callosum
