#pragma once

#include <vector>

namespace callosum::spinnaker2 {

/// Weights of one projection (or stimulus) onto a population, as they come out of drawing.
struct WeightSpread {
    std::vector<double> weights;   ///< samples of equal probability, times the receptor's ratio
    double largest = 0;            ///< largest |weight|, times the ratio; exact
    double events_per_second = 0;  ///< rate of these events at a target
};

/// Chooses the board units in a weight of 1 such that rounding costs least: it minimises the mean
/// square error of the input that a neuron collects in `memory_ms`, bias (which adds up) and noise
/// together. No weight exceeds `largest` unless `may_clip`.
[[nodiscard]] double choose_factor(const std::vector<WeightSpread>& spreads, double largest,
                                   double memory_ms, bool may_clip);

}  // namespace callosum::spinnaker2
