#pragma once

#include <vector>

#include "network/describe/check_and_number.hpp"

/// What `apply_scale` does where neurons have places.
namespace callosum {

/// Of the number of neurons of a population.
[[nodiscard]] double size_factor(const Population& population, const Scale& scale);

/// Extents grow around their centres; places that are listed cannot be scaled.
void scale_positions(Population& population, const Scale& scale, std::vector<Problem>& problems);

/// Spreads probabilities above 1 over more passes, where multapses are allowed.
void repeat_passes(const Description& description, Projection& projection);

}  // namespace callosum
