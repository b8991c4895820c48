#pragma once

#include <vector>

#include "engine/base/error.hpp"
#include "network/nir/graph.hpp"

namespace callosum::nir {

/// Returns the graph without graphs in it. Nodes of inner graphs are named "outer.inner"; their
/// Input and Output nodes are replaced by the edges that they join. Edges that name missing nodes,
/// names used twice, and graphs without Input or Output become problems (`where` is the path of the
/// graph).
[[nodiscard]] Graph flatten(const Graph& graph, std::vector<Problem>& problems);

}  // namespace callosum::nir
