#pragma once

#include <optional>

#include "engine/exchange/communicator.hpp"

namespace callosum {

/// Returns the number of threads of a rank, equal on all because the partition depends on it: the least that any rank wants, where
/// none is wanted its part of the cores of its node. Collective.
[[nodiscard]] int choose_threads(std::optional<int> wanted, const Communicator& communicator);

}  // namespace callosum
