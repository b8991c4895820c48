#pragma once

#include <string_view>

#include "models/synapse/synapse_info.hpp"
#include "network/describe/network.hpp"

namespace callosum {

[[nodiscard]] inline bool is_plastic(const Projection& projection) {
    return projection.synapse_model != static_synapse;
}

/// A parameter of a projection's synapse model: as given, or its default.
[[nodiscard]] double synapse_param(const Projection& projection, const Field& field);

/// The largest magnitude that a weight of a plastic projection can have, where `initial` is the largest
/// at the start: its rule's bound, or its "weight_limit".
[[nodiscard]] double largest_weight(const Projection& projection, double initial);

/// Multiplies the bounds of the weights, as the weights themselves are.
void scale_weight_bounds(Projection& projection, double factor);

/// Does a weight above, or below, 0 occur?
[[nodiscard]] bool excites(const Projection& projection);
[[nodiscard]] bool inhibits(const Projection& projection);

/// Do its weights take part in the homeostatic scaling of its target? Those do that learn from spikes
/// of both sides and are not below 0.
[[nodiscard]] bool takes_scaling(const Projection& projection);

/// A parameter of the target population that rules read (tau_minus ...): as given, or its default.
[[nodiscard]] double history_param(const Population& population, const Field& field);

}  // namespace callosum
