#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace callosum {

/// Schedule of this rank's exchanges with each of its peers: at the interval of the shortest delay
/// between the two, in whole windows. Both ends compute it on their own, which works because
/// windows are equal on all ranks.
class ExchangeSchedule {
  public:
    ExchangeSchedule() = default;
    /// `delays` holds the shortest delay of each peer, in steps, at least the length of a window.
    explicit ExchangeSchedule(const std::vector<std::uint32_t>& delays)
        : delays_(delays.begin(), delays.end()), last_(delays.size(), 0), due_(delays.size(), 0) {}

    /// Finds the peers that exchange after a window: all, or those for which the end of the next
    /// window, `next_last`, would be too late.
    void find(std::int64_t next_last, bool all) {
        for (std::size_t i = 0; i < due_.size(); ++i) {
            due_[i] = all || next_last - last_[i] > delays_[i] ? 1 : 0;
        }
    }
    [[nodiscard]] std::span<const char> due() const { return due_; }
    /// Returns the last step that was exchanged with peer i; the next packet holds the steps after
    /// it.
    [[nodiscard]] std::int64_t after(std::size_t i) const { return last_[i]; }
    /// Records that the peers that were due have exchanged up to `last`.
    void pass(std::int64_t last) {
        for (std::size_t i = 0; i < due_.size(); ++i) {
            if (due_[i] != 0) { last_[i] = last; }
        }
    }

  private:
    std::vector<std::int64_t> delays_, last_;
    std::vector<char> due_;
};

}  // namespace callosum
