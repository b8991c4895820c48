#pragma once

#include "engine/base/lane.hpp"
#include "engine/base/math_lanes.hpp"
#include "network/describe/distribution.hpp"

namespace callosum {

/// Evaluation of a quantile function for many words at once.
struct QuantileKernels {
    static constexpr bool uses_aes = false;
    void (*many)(const QuantileFunction& of, const std::uint32_t* u, double* out, std::size_t n);
};

template <class T>
T QuantileFunction::at(T unit) const {
    using math::exp_;
    using math::log_;
    using math::normal_quantile_;
    T x = T(d_.a);
    switch (d_.kind) {
        case Distribution::Kind::constant:
            break;
        case Distribution::Kind::uniform:
            x = fma(unit, T(width_), T(low_));
            break;
        case Distribution::Kind::normal:
        case Distribution::Kind::lognormal: {
            const T z = normal_quantile_(fma(unit, T(width_), T(low_)));
            x = fma(z, T(mirror_ ? -d_.b : d_.b), T(d_.a));
            if (d_.kind == Distribution::Kind::lognormal) { x = exp_(x); }
            break;
        }
        case Distribution::Kind::exponential:
            x = fma(log_(fma(unit, T(-width_), T(1.0))), T(-d_.a), T(low_));
            break;
    }
    return min(max(x, T(floor_)), T(ceiling_));
}

}  // namespace callosum
