#pragma once

#include "engine/exchange/communicator.hpp"
#include "engine/layout/fixed_point_plan.hpp"
#include "network/describe/network.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// What is decided about a run before anything large is built.
struct RunLayout {
    FixedPointPlan plan;
    Partition partition;
};

/// Plans a checked description for `n_threads` on each rank.
[[nodiscard]] inline RunLayout lay_out_run(const Description& description,
                                           const Communicator& communicator, int n_threads) {
    RunLayout layout{plan_fixed_point(description), {}};
    layout.partition = make_partition(
        {description, expected_synapses(layout.plan), communicator.size(), n_threads});
    return layout;
}

}  // namespace callosum
