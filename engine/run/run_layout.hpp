#pragma once

#include "engine/exchange/communicator.hpp"
#include "engine/layout/fixed_point_plan.hpp"
#include "network/describe/edge_blocks.hpp"
#include "network/describe/network.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// What is decided about a run before anything large is built.
struct RunLayout {
    FixedPointPlan plan;
    Partition partition;
};

/// Plans a checked description for `n_threads` on each rank. Collective: ranks count the edges of
/// lists together, each a part (`held` if it has read that already), unless one stands alone for many.
[[nodiscard]] inline RunLayout lay_out_run(const Description& description,
                                           const Communicator& communicator, int n_threads,
                                           const HeldEdges* held = nullptr) {
    RunLayout layout{plan_fixed_point(description), {}};
    const bool together = communicator.reporting() == communicator.size();
    layout.partition =
        make_partition({description, expected_synapses(layout.plan), communicator.size(), n_threads,
                        together ? &communicator : nullptr, held});
    return layout;
}

}  // namespace callosum
