#include "network/boards/spinnaker2/weights.hpp"

#include <algorithm>
#include <cmath>

namespace callosum::spinnaker2 {
namespace {

double whole(double weight, double largest) {
    return std::clamp(std::round(weight), -largest, largest);
}

/// Returns the mean square error of the collected input, in units of a weight.
double cost_of(const std::vector<WeightSpread>& spreads, double factor, double largest,
               double memory_ms) {
    double bias = 0, noise = 0;
    for (const auto& spread : spreads) {
        double sum = 0, squares = 0;
        for (const double weight : spread.weights) {
            const double error = whole(weight * factor, largest) / factor - weight;
            sum += error;
            squares += error * error;
        }
        const auto n = static_cast<double>(std::max<std::size_t>(spread.weights.size(), 1));
        const double events = spread.events_per_second * memory_ms * 1e-3;
        bias += events * sum / n;
        noise += events * squares / n;
    }
    return bias * bias + noise;
}

}  // namespace

double choose_factor(const std::vector<WeightSpread>& spreads, double largest, double memory_ms,
                     bool may_clip) {
    double most = 0;
    for (const auto& spread : spreads) { most = std::max(most, spread.largest); }
    if (most == 0) { return 1; }
    // Factors are searched between half of what makes the largest weight just fit and, with
    // clipping, twice that.
    const double fits = largest / most;
    constexpr int n_steps = 400;
    double best = fits;
    double least = cost_of(spreads, fits, largest, memory_ms);
    const double low = 0.5 * fits, high = (may_clip ? 2.0 : 1.0) * fits;
    for (int i = 0; i <= n_steps; ++i) {
        const double factor = low + (high - low) * i / n_steps;
        const double cost = cost_of(spreads, factor, largest, memory_ms);
        if (cost < least * (1 - 1e-9)) {
            least = cost;
            best = factor;
        }
    }
    return best;
}

}  // namespace callosum::spinnaker2
