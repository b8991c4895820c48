#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace callosum {

/// When this rank exchanges spikes with each of its peers: at the interval of the shortest delay between
/// the two, in whole windows. Both ends find it on their own, for windows are equal on all ranks.
class ExchangeSchedule {
  public:
    ExchangeSchedule() = default;
    /// Shortest delays in steps, by peer; at least as long as a window.
    explicit ExchangeSchedule(const std::vector<std::uint32_t>& delays)
        : delays_(delays.begin(), delays.end()), last_(delays.size(), 0), due_(delays.size(), 0) {}

    /// Finds who exchanges after a window: those for whom the window after it, which ends with step
    /// `next_last`, would be too late, or all.
    void find(std::int64_t next_last, bool all) {
        for (std::size_t i = 0; i < due_.size(); ++i) {
            due_[i] = all || next_last - last_[i] > delays_[i] ? 1 : 0;
        }
    }
    [[nodiscard]] std::span<const char> due() const { return due_; }
    /// Parcels of peer i hold the steps after this one.
    [[nodiscard]] std::int64_t after(std::size_t i) const { return last_[i]; }
    /// Those who were due have exchanged up to `last`.
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
