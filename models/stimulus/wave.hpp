#pragma once

#include <cmath>
#include <cstdint>

#include "engine/base/math.hpp"
#include "models/stimulus/stimulus_info.hpp"

namespace callosum {

/// sin(2 pi f t + phase) at grid points, with t from the start of the simulation as in NEST.
class Wave {
  public:
    explicit Wave(const StimulusNumbers& given)
        : cycles_per_step_(given.number("frequency") * 1e-3 * given.dt_ms()),
          phase_(given.number("phase") / 360) {}

    [[nodiscard]] double sine(std::int64_t step) const {
        constexpr double two_pi = 6.28318530717958647693;
        // Whole cycles are taken off first: the argument stays small however long the run.
        const double cycles = std::fma(cycles_per_step_, static_cast<double>(step), phase_);
        return math::sin(two_pi * (cycles - std::floor(cycles)));
    }

  private:
    double cycles_per_step_, phase_;
};

}  // namespace callosum
