#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/random.hpp"
#include "engine/state/input_plan.hpp"
#include "engine/state/poisson_table.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// A number per local neuron: one for all, or a list.
struct LocalValues {
    double shared = 0;
    std::vector<double> each;  ///< by local index, where not shared
    [[nodiscard]] bool is_shared() const { return each.empty(); }
    [[nodiscard]] double operator[](std::uint64_t local) const {
        return each.empty() ? shared : each[local];
    }
};

/// A spiking stimulus of one range of neurons. Spikes of step `s` arrive in step `s + delay`.
struct SpikingStimulus {
    StimulusKind kind = StimulusKind::poisson_generator;
    std::uint32_t row = 0, row_negative = 0;  ///< where weights >= 0 and < 0 go
    std::uint64_t first = 0, last = 0;        ///< local neurons that it reaches
    std::int64_t start = 0, stop = 0;         ///< emits in steps start < s <= stop
    std::int64_t delay = 0;
    LocalValues weight;
    bool magnitude = false;  ///< the target takes weights without their sign (conductances)
    [[nodiscard]] double strength(std::uint64_t local) const {
        return magnitude ? std::abs(weight[local]) : weight[local];
    }
    // poisson_generator
    std::optional<Ars> random;
    PoissonTable table;  ///< where all neurons have one rate
    LocalValues mean;    ///< spikes per step
    // spike_generator: steps of emission in order, and how many spikes each has
    std::vector<std::pair<std::int64_t, std::int32_t>> spikes;

    /// Spikes of the generator in the step of emission.
    [[nodiscard]] std::int32_t spikes_at(std::int64_t step) const;
    [[nodiscard]] bool active(std::int64_t arrival_step) const;
    /// How many Poisson spikes neuron `index` (in its population) gets in the step of emission.
    [[nodiscard]] std::int64_t poisson_count(std::uint64_t index, std::uint64_t local,
                                             std::int64_t step) const;
};

/// A stimulus current: amplitude from each change on, inside [start, stop) and for local neurons.
struct CurrentStimulus {
    std::uint64_t first = 0, last = 0;
    std::vector<std::int64_t>
        changes;                  ///< first step (the one that starts at that time) of each part
    std::vector<double> factors;  ///< multiplies `amplitude` from that step on
    LocalValues amplitude;        ///< pA
    [[nodiscard]] double factor_at(std::int64_t step) const;
};

/// The stimuli of one range, each kind in the order of declaration.
struct RangeStimuli {
    std::vector<SpikingStimulus> spiking;
    std::vector<CurrentStimulus> currents;
    /// Steps at which some current changes, ascending.
    std::vector<std::int64_t> current_changes;
};

[[nodiscard]] RangeStimuli stimuli_of(const Description& description, const NeuronRange& range);

/// The counter of a Poisson draw: four neurons share a block of four words.
struct PoissonCounter {
    std::uint32_t block, step, step_high, draw;
};
[[nodiscard]] inline PoissonCounter poisson_counter(std::uint64_t index, std::int64_t step) {
    return {static_cast<std::uint32_t>(index / 4), static_cast<std::uint32_t>(step),
            static_cast<std::uint32_t>(static_cast<std::uint64_t>(step) >> 32U), 0};
}

}  // namespace callosum
