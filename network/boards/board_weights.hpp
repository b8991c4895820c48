#pragma once

#include <optional>
#include <string>
#include <vector>

#include "network/boards/finding.hpp"
#include "network/describe/network.hpp"
#include "network/describe/quantised_synapses.hpp"

/// Weights that a board holds as whole numbers.
namespace callosum {

/// What rounding does to the synapses of a projection.
struct Quantisation {
    std::string projection;
    double factor = 1;         ///< whole weight = round(factor x weight)
    double mean_error = 0;     ///< of the weight, relative to the mean of |weight|
    double rms_error = 0;      ///< likewise
    double max_error = 0;      ///< likewise
    double clipped = 0;        ///< part of the synapses that met the largest weight
    double zeroed = 0;         ///< part of the synapses that got no weight
    double delay_mean_ms = 0;  ///< before, over what is drawn
    double delay_mean_error_ms = 0;
};

/// Errors of weights under a factor; the projection and its delays are left open.
[[nodiscard]] Quantisation quantise(const std::vector<double>& weights, double factor,
                                    double largest);

/// Notes the synapses of a projection that get no weight, if there are any.
void note_zeroed(const Quantisation& report, Findings& findings);

/// Makes the synapses of a projection those of a board: weights times `factor`, held as `board` says; static; one
/// receptor for each sign. Where `delay_ms` is given all delays are that.
void hold_on_board(Projection& projection, double factor, const QuantisedSynapses& board,
                   std::optional<double> delay_ms);

}  // namespace callosum
