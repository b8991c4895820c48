#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/column.hpp"
#include "engine/base/state_visitor.hpp"
#include "models/synapse/rule.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Spikes of the neurons of one range, for the plastic synapses onto them.
class History {
  public:
    virtual ~History() = default;
    /// Records a spike of neuron `local` of the range; steps must not decrease.
    virtual void add(std::uint64_t local, std::int64_t step) = 0;
    /// Visits what is kept of each neuron.
    virtual void visit_state(StateVisitor& visitor, const NeuronRange& range) = 0;
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
        : rates_(rates), keep_(keep) {
        state_.lines = Column<Line>(n);
        state_.latest = Column<Latest>(n);
        state_.logs.resize(n);
        if (with_slow) { state_.slow = Column<SlowLine>(n); }
    }

    /// Memory of a neuron, without its log.
    [[nodiscard]] static constexpr std::size_t neuron_bytes(bool with_slow) {
        return sizeof(Line) + sizeof(Latest) + (with_slow ? sizeof(SlowLine) : 0) +
               sizeof(std::vector<Spike>);
    }

    void add(std::uint64_t local, std::int64_t step) override {
        const auto now = static_cast<std::uint32_t>(step);
        auto& latest = state_.latest[local];
        auto& line = state_.lines[local];
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
        if (!state_.slow.empty()) {
            auto& slow = state_.slow[local].of;
            std::copy_backward(slow.begin(), slow.end() - 1, slow.end());
            slow[0] = {spike.slow[0], spike.slow[1]};
        }
        log(state_.logs[local], spike);
    }

    [[nodiscard]] const Line& line(std::uint64_t local) const { return state_.lines[local]; }
    /// What rules ask for beside the trace, of the spike at that place of the line.
    [[nodiscard]] T slow(std::uint64_t local, std::uint32_t place, TripletTrace kind) const {
        return state_.slow[local].of[place][kind == TripletTrace::nearest ? 1 : 0];
    }
    /// Spikes of the last `keep` steps and the one before, oldest first.
    [[nodiscard]] const std::vector<Spike>& log(std::uint64_t local) const {
        return state_.logs[local];
    }

    void visit_state(StateVisitor& visitor, const NeuronRange& range) override {
        auto& [lines, slow, latest, logs] = state_;
        const Slice indices{range.first, range.last};
        const auto visit = [&](const std::string& name, const StateColumn& column) {
            visitor.neurons(range.population, indices, name, column);
        };
        const std::size_t n = lines.size();
        for (std::size_t k = 0; k < near; ++k) {
            const std::string of = '[' + std::to_string(k) + ']';
            visit("near_step" + of, state_column(&lines[0].step[k], n, sizeof(Line)));
            visit("near_trace" + of, state_column(&lines[0].trace[k], n, sizeof(Line)));
            for (std::size_t kind = 0; !slow.empty() && kind < 2; ++kind) {
                visit("near_slow" + of + std::to_string(kind),
                      state_column(&slow[0].of[k][kind], n, sizeof(SlowLine)));
            }
        }
        visit("latest_trace", state_column(&latest[0].trace, n, sizeof(Latest)));
        visit("latest_slow", state_column(&latest[0].slow, n, sizeof(Latest)));
        static constexpr std::array fields{
            StateField{"step", StateType::u32, offsetof(Spike, step)},
            StateField{"trace", state_type<T>(), offsetof(Spike, trace)},
            StateField{"slow_sum", state_type<T>(), offsetof(Spike, slow)},
            StateField{"slow_nearest", state_type<T>(), offsetof(Spike, slow) + sizeof(T)}};
        VectorLists<Spike> lists(logs, fields);
        visitor.neuron_lists(range.population, indices, "spike_log", lists);
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
    /// All that is kept of the neurons; visit_state names every member.
    struct State {
        Column<Line> lines;
        Column<SlowLine> slow;
        Column<Latest> latest;
        std::vector<std::vector<Spike>> logs;
    };
    State state_;
};

}  // namespace callosum
