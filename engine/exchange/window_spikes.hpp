#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/ids.hpp"

namespace callosum {

/// Spikes of one thread's neurons in one window, step after step.
class WindowSpikes {
  public:
    void clear() {
        neurons_.clear();
        step_end_.clear();
    }
    void add(RankLocal neuron) { neurons_.push_back(neuron); }
    /// Closes a step: what is added from now on belongs to the next one.
    void end_step() { step_end_.push_back(static_cast<std::uint32_t>(neurons_.size())); }

    [[nodiscard]] std::size_t n_steps() const { return step_end_.size(); }
    /// Neurons that have spiked in a step, counted from the window's first.
    [[nodiscard]] std::span<const RankLocal> of_step(std::size_t step) const {
        const std::size_t first = step == 0 ? 0 : step_end_[step - 1];
        return {neurons_.data() + first, step_end_[step] - first};
    }

  private:
    std::vector<RankLocal> neurons_;
    std::vector<std::uint32_t> step_end_;
};

/// A spike, stamped `step`, by its source as the rank numbers those that it hears.
struct Arrival {
    std::int64_t step = 0;
    HeardId source;
};

}  // namespace callosum
