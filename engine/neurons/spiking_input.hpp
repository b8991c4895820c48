#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/stimuli/stimuli.hpp"

namespace callosum {

/// Adds the spikes of a stimulus that arrive in a step to input columns of `entries` elements per
/// row. `counts` is scratch memory with an element for each neuron.
template <class T>
void add_spikes(const SpikingStimulus& stimulus, std::int64_t step, T* input, std::uint64_t entries,
                std::vector<std::int32_t>& counts) {
    stimulus.source->counts(step - stimulus.delay, stimulus.first, stimulus.last, counts.data());
    const auto row = [&](std::uint64_t i) {
        return input + entries * (stimulus.weight[i] < 0 ? stimulus.row_negative : stimulus.row);
    };
    if (stimulus.weight.is_shared()) {  // a loop that compilers turn into lanes
        const auto strength = static_cast<T>(stimulus.strength(0));
        const std::int32_t* const count = counts.data();
        T* const x = row(0);
        for (std::uint64_t i = stimulus.first; i < stimulus.last; ++i) {
            x[i] = std::fma(static_cast<T>(count[i]), strength, x[i]);
        }
        return;
    }
    for (std::uint64_t i = stimulus.first; i < stimulus.last; ++i) {
        T& x = row(i)[i];
        x = std::fma(static_cast<T>(counts[i]), static_cast<T>(stimulus.strength(i)), x);
    }
}

}  // namespace callosum
