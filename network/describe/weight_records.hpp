#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// When snapshots of weights are taken, in steps. 0 is the state at the start.
struct SnapshotSchedule {
    std::vector<std::int64_t> listed;  ///< ascending; where it is empty, the rest holds
    std::int64_t start = 0, stop = 0, every = 1;
    /// The first snapshot later than `step`, or Description::never.
    [[nodiscard]] std::int64_t after(std::int64_t step) const;
    [[nodiscard]] bool due(std::int64_t step) const { return after(step - 1) == step; }
    friend bool operator==(const SnapshotSchedule&, const SnapshotSchedule&) = default;
};

[[nodiscard]] SnapshotSchedule schedule_of(const Description& description,
                                           const WeightRecording& record);

/// Names of the weight recordings in the output, in their order: that of the projection, with ".2",
/// ".3", ... where it is recorded again.
[[nodiscard]] std::vector<std::string> weight_record_names(const Description& description);

}  // namespace callosum
