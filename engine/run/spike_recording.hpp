#pragma once

#include <cstdint>
#include <vector>

#include "network/describe/network.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Inter-spike intervals of one neuron after warm-up, in steps; integers, so that sums are exact.
struct SpikeStatistics {
    std::int64_t last = 0;
    std::uint32_t n = 0;
    std::uint64_t sum = 0, sum_of_squares = 0;

    void add(std::int64_t step) {
        if (n > 0) {
            const auto interval = static_cast<std::uint64_t>(step - last);
            sum += interval;
            sum_of_squares += interval * interval;
        }
        ++n;
        last = step;
    }
};

/// Which neurons of a range are recorded for a while.
struct RangeRecording {
    std::vector<std::uint8_t> recorded;  ///< by local neuron
    std::int64_t start = 0, stop = 0;    ///< steps start < s <= stop
    [[nodiscard]] bool at(std::int64_t step) const { return step > start && step <= stop; }
};

/// The recordings of spikes of a range, one after the other in time.
[[nodiscard]] std::vector<RangeRecording> recordings_of(const Description& description,
                                                        const NeuronRange& range);
/// The recording that holds at a step; null if nobody is recorded then.
[[nodiscard]] const RangeRecording* recording_at(const std::vector<RangeRecording>& recordings,
                                                 std::int64_t step);

}  // namespace callosum
