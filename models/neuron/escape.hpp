#pragma once

#include "engine/base/math_lanes.hpp"

/// Escape noise of the models that spike at random.
namespace callosum::escape {

/// Returns 1 - exp(-x) for x >= 0, the probability of an event within a step whose hazard has the
/// integral x. The relative error is below 5e-8, in single precision too, where computing 1 -
/// exp(-x) directly would cancel.
template <class V>
[[gnu::always_inline]] inline V probability(V x) {
    const auto number = [](double value) { return V(static_cast<scalar_of<V>>(value)); };
    const V one = number(1);
    V series = fma(x, number(-1.0 / 5), one);
    series = fma(x * number(-1.0 / 4), series, one);
    series = fma(x * number(-1.0 / 3), series, one);
    series = fma(x * number(-1.0 / 2), series, one);
    return select(x < number(0.125), x * series, one - math::exp_(-x));
}

}  // namespace callosum::escape
