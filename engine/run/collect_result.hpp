#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/exchange/communicator.hpp"
#include "engine/exchange/spike_mail.hpp"
#include "engine/layout/fixed_point_plan.hpp"
#include "engine/records/result.hpp"
#include "engine/run/share.hpp"
#include "engine/run/stage_clock.hpp"
#include "engine/run/window_plan.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Wall time of one thread in the loop.
struct ThreadTimes {
    StageClock clock;  ///< after the warm-up
    double warmup_seconds = 0, run_seconds = 0;
};

/// Everything that a result is made from, on one rank.
struct ResultSources {
    const Description& description;
    const Communicator& communicator;
    const FixedPointPlan& plan;
    const Partition& partition;
    const std::vector<std::unique_ptr<Share>>& shares;
    const SpikeMail& mail;
    const WindowPlan& windows;
    std::int64_t step = 0;  ///< where the simulation stands
    double build_seconds = 0;
    double expected_bytes = 0;  ///< of memory, as estimated before building
    std::vector<const ThreadTimes*> threads;
};

/// Sums up a simulation over ranks, up to where it stands; collective, equal on all ranks.
[[nodiscard]] RunResult collect_result(const ResultSources& sources);

}  // namespace callosum
