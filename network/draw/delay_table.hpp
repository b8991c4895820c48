#pragma once

#include <cstdint>
#include <vector>

#include "network/describe/distribution.hpp"

namespace callosum {

/// Rounds a delay to the grid: the nearest step, at least one.
[[nodiscard]] std::uint32_t delay_steps(double delay_ms, double dt_ms);

/// Maps a uniform word u to delay_steps(quantile(u), dt), exactly. The words at which the delay
/// increases are found once by bisection; a guide indexed by the upper bits of the word reduces a
/// draw to one or two loads.
class DelayTable {
  public:
    DelayTable(const Distribution& delay_ms, double dt_ms);
    [[nodiscard]] std::uint32_t operator()(std::uint32_t u) const {
        std::uint32_t step = guide_[u >> shift_];
        while (u >= thresholds_[step]) { ++step; }
        return smallest_ + step;
    }
    [[nodiscard]] std::uint32_t smallest() const { return smallest_; }
    [[nodiscard]] std::uint32_t largest() const { return largest_; }
    [[nodiscard]] bool is_constant() const { return smallest_ == largest_; }

  private:
    std::uint32_t smallest_ = 1;
    std::uint32_t largest_ = 1;
    int shift_ = 31;
    /// [k]: first word whose delay exceeds smallest + k steps; the last entry is 2^32.
    std::vector<std::uint64_t> thresholds_;
    std::vector<std::uint32_t> guide_;  ///< delay of the first word of a bucket, minus the smallest
};

}  // namespace callosum
