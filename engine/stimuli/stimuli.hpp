#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/layout/fixed_point_plan.hpp"
#include "engine/stimuli/local_values.hpp"
#include "network/describe/phases.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// A spiking stimulus of one range of neurons. Spikes of step `s` arrive in step `s + delay`.
struct SpikingStimulus {
    std::shared_ptr<const SpikeSource> source;
    std::uint32_t row = 0, row_negative = 0;  ///< where weights >= 0 and < 0 go
    std::uint64_t first = 0, last = 0;        ///< local neurons that it reaches
    std::int64_t start = 0, stop = 0;         ///< emits in steps start < s <= stop
    std::int64_t delay = 0;
    LocalValues weight;
    bool magnitude = false;  ///< the target takes weights without their sign (conductances)

    [[nodiscard]] double strength(std::uint64_t local) const {
        return magnitude ? std::abs(weight[local]) : weight[local];
    }
    [[nodiscard]] bool active(std::int64_t arrival_step) const {
        const std::int64_t step = arrival_step - delay;
        return step > start && step <= stop && source->active(step);
    }
};

/// A stimulus current for local neurons [first, last), flowing in steps start < s <= stop.
struct CurrentStimulus {
    std::shared_ptr<const CurrentSource> source;
    std::uint64_t first = 0, last = 0;
    std::int64_t start = 0, stop = 0;

    [[nodiscard]] bool active(std::int64_t step) const { return step > start && step <= stop; }
    /// May the current of `step` differ from that of the step before?
    [[nodiscard]] bool changes(std::int64_t step) const {
        return step == start + 1 || step == stop + 1 || (active(step) && source->changes(step));
    }
};

/// The stimuli of one range, each kind in the order of declaration; one that phases change stands there
/// once for each of its episodes, of which one emits at a time.
struct RangeStimuli {
    std::vector<SpikingStimulus> spiking;
    std::vector<CurrentStimulus> currents;
};

[[nodiscard]] RangeStimuli stimuli_of(const Description& description, const NeuronRange& range);

}  // namespace callosum
