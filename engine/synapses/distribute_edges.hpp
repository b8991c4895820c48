#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/ranks.hpp"
#include "network/describe/edge_blocks.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Brings the edges of explicit lists to the ranks that own their targets, so that each file is read about
/// once by all ranks together, whatever its order. A rank takes the part of a list that it has read when the
/// list was opened (`held`), or reads that part now, sends each edge to the owner of its target, and lays out what
/// it receives by thread and source. Between equal pairs the order of the list is kept.
///
/// A rank holds its part of the file (8 to 24 bytes an edge) and what it has received, both freed as they are
/// passed on, then 18 bytes for each edge onto its own targets.
///
/// Returns a description whose lists are laid out so, or nothing where there are no lists. A rank that stands alone
/// for many reads what goes to its own targets. Collective.
[[nodiscard]] std::optional<Description> with_local_edges(const Description& description,
                                                          const Partition& partition,
                                                          const Ranks& ranks, HeldEdges held);

/// Frees the edges of such a description once its synapses have been built: its lists are again those of the
/// original.
void release_local_edges(Description& local, const Description& original);

/// How much of each file with a list has been read by all ranks, in words. Collective.
[[nodiscard]] std::vector<std::string> notes_on_lists(const Description& description,
                                                      const Ranks& ranks);

}  // namespace callosum
