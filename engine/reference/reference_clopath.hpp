#pragma once

#include <memory>

#include "engine/reference/reference_plastic.hpp"

namespace callosum {

/// Makes the plain path of a projection that follows potentials.
[[nodiscard]] std::unique_ptr<ReferencePlastic> make_reference_clopath(
    const Description& description, const FixedPointPlan& plan, std::size_t projection);

}  // namespace callosum
