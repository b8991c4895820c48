#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "engine/base/column.hpp"
#include "models/synapse/rule.hpp"

namespace callosum {

/// Spikes of the neurons of one range, for the plastic synapses onto them.
class History {
  public:
    virtual ~History() = default;
    /// Records a spike of neuron `local` of the range; steps must not decrease.
    virtual void add(std::uint64_t local, std::int64_t step) = 0;
    /// Returns the memory that the history takes now.
    [[nodiscard]] virtual std::uint64_t bytes() const = 0;
};

/// History in the precision of the run. The last eight spikes of a neuron lie in one or two cache
/// lines, which suffice for most presynaptic spikes. A log holds the spikes of the last `keep`
/// steps and the one before, for synapses that were silent longer.
template <class T>
class PostHistory final : public History {
  public:
    static constexpr std::uint32_t near = 8;

    /// The last spikes, newest first; step 0 marks missing ones.
    struct alignas(sizeof(T) == 4 ? 64 : 32) Line {
        std::array<std::uint32_t, near> step;
        std::array<T, near> trace;
    };
    struct Spike {
        std::uint32_t step = 0;
        T trace = 0;  ///< of this spike and all before
        T slow[2] = {0, 0};
    };

    PostHistory(std::uint64_t n, const HistoryRates& rates, bool with_slow, std::uint32_t keep)
        : rates_(rates), keep_(keep), lines_(n), latest_(n), logs_(n) {
        if (with_slow) { slow_ = Column<SlowLine>(n); }
    }

    void add(std::uint64_t local, std::int64_t step) override {
        const auto now = static_cast<std::uint32_t>(step);
        auto& latest = latest_[local];
        auto& line = lines_[local];
        const bool first = line.step[0] == 0;
        const auto gap = static_cast<double>(now - line.step[0]);
        // The slow trace just before this spike: of all earlier spikes, and of the last one alone.
        const double before = first ? 0 : latest.slow * rule::decay(gap, rates_.slow);
        const double nearest = first ? 0 : rule::decay(gap, rates_.slow);
        latest.trace = (first ? 0 : latest.trace * rule::decay(gap, rates_.minus)) + 1;
        latest.slow = before + 1;
        std::copy_backward(line.step.begin(), line.step.end() - 1, line.step.end());
        std::copy_backward(line.trace.begin(), line.trace.end() - 1, line.trace.end());
        line.step[0] = now;
        line.trace[0] = static_cast<T>(latest.trace);
        Spike spike{now, line.trace[0], {static_cast<T>(before), static_cast<T>(nearest)}};
        if (!slow_.empty()) {
            auto& slow = slow_[local].of;
            std::copy_backward(slow.begin(), slow.end() - 1, slow.end());
            slow[0] = {spike.slow[0], spike.slow[1]};
        }
        log(logs_[local], spike);
    }

    [[nodiscard]] const Line& line(std::uint64_t local) const { return lines_[local]; }
    /// Returns the second trace of the spike at this place of the line, of the kind that the rule
    /// asks for.
    [[nodiscard]] T slow(std::uint64_t local, std::uint32_t place, TripletTrace kind) const {
        return slow_[local].of[place][kind == TripletTrace::nearest ? 1 : 0];
    }
    /// Returns the spikes of the last `keep` steps and the one before, oldest first.
    [[nodiscard]] const std::vector<Spike>& log(std::uint64_t local) const { return logs_[local]; }

    [[nodiscard]] std::uint64_t bytes() const override {
        std::uint64_t bytes = lines_.size() * sizeof(Line) + slow_.size() * sizeof(SlowLine) +
                              latest_.size() * sizeof(Latest) + logs_.size() * sizeof(logs_[0]);
        for (const auto& log : logs_) { bytes += log.capacity() * sizeof(Spike); }
        return bytes;
    }

  private:
    struct SlowLine {
        std::array<std::array<T, 2>, near> of;
    };
    struct Latest {
        double trace = 0, slow = 0;
    };

    /// Appends to a log; old spikes are forgotten before more memory is requested.
    void log(std::vector<Spike>& log, const Spike& spike) const {
        if (log.size() == log.capacity()) {
            const auto old = std::find_if(log.begin(), log.end(), [&](const Spike& one) {
                return one.step + std::uint64_t{keep_} >= spike.step;
            });
            if (old - log.begin() > 1) { log.erase(log.begin(), old - 1); }
        }
        log.push_back(spike);
    }

    HistoryRates rates_;
    std::uint32_t keep_;
    Column<Line> lines_;
    Column<SlowLine> slow_;
    Column<Latest> latest_;
    std::vector<std::vector<Spike>> logs_;
};

}  // namespace callosum
