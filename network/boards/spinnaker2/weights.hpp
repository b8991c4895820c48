#pragma once

#include <vector>

namespace callosum::spinnaker2 {

/// Weights of one projection (or stimulus) onto a population: as they come out of drawing.
struct WeightSpread {
    std::vector<double> weights;   ///< of equal probability, times the receptor's ratio
    double largest = 0;            ///< of |weight|, likewise; exact
    double events_per_second = 0;  ///< that a target gets through them
};

/// Board units in a weight of 1 so that rounding costs least: minimal is the mean square error of the
/// input that a neuron collects in `memory_ms`, bias (which adds up) and noise together. No weight
/// exceeds `largest` unless `may_clip`.
[[nodiscard]] double choose_factor(const std::vector<WeightSpread>& spreads, double largest,
                                   double memory_ms, bool may_clip);

}  // namespace callosum::spinnaker2
