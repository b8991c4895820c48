#pragma once

#include <array>
#include <chrono>
#include <cstddef>

#include "engine/base/clock.hpp"

namespace callosum {

/// Parts of the loop that wall time is charged to. `pack`: spikes into packets; `exchange`: until the packets of other
/// ranks are here; `wait`: for other threads of the rank; `record`: samples, snapshots and records handed over.
enum class Stage : std::size_t { enter, deliver, update, pack, exchange, wait, record, n };
inline constexpr std::size_t n_stages = static_cast<std::size_t>(Stage::n);
[[nodiscard]] constexpr const char* stage_name(Stage stage) {
    constexpr std::array<const char*, n_stages> names{"enter",    "deliver", "update", "pack",
                                                      "exchange", "wait",    "record"};
    return names[static_cast<std::size_t>(stage)];
}

/// Wall time of one thread by stage; `lap` charges all since the last lap to one of them.
class StageClock {
  public:
    void start() { last_ = Clock::now(); }
    void lap(Stage stage) {
        const auto now = Clock::now();
        spent_[static_cast<std::size_t>(stage)] +=
            std::chrono::duration<double>(now - last_).count();
        last_ = now;
    }
    void reset() { spent_.fill(0); }
    [[nodiscard]] double seconds(Stage stage) const {
        return spent_[static_cast<std::size_t>(stage)];
    }

  private:
    Clock::time_point last_;
    std::array<double, n_stages> spent_{};
};

}  // namespace callosum
