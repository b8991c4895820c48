#pragma once

#include <vector>

#include "engine/base/error.hpp"
#include "network/nir/graph.hpp"

namespace callosum::nir {

/// A graph without graphs in it: nodes of inner graphs are named "outer.inner"; their Input and Output nodes are
/// replaced by the edges that they join. Edges that name nodes which do not exist, names used twice, and
/// graphs without Input or Output are problems (`where` is the path of the graph).
[[nodiscard]] Graph flatten(const Graph& graph, std::vector<Problem>& problems);

}  // namespace callosum::nir
