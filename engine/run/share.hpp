#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/neurons/local_neurons.hpp"
#include "engine/plastic/homeostasis.hpp"
#include "engine/plastic/plastic_synapses.hpp"
#include "engine/records/spike.hpp"
#include "engine/synapses/delivery.hpp"
#include "engine/synapses/synapse_store.hpp"

namespace callosum {

/// Spikes of one worker in one window, by the rank's local numbers of neurons, step after step.
struct Fired {
    std::vector<std::uint32_t> neurons;
    std::vector<std::uint32_t> step_end;  ///< by step of the window: where its spikes end
};

/// A spike by the rank's number of its source, stamped `step`.
struct Arrival {
    std::int64_t step = 0;
    std::uint32_t number = 0;
};

/// Where the time of a worker goes.
/// `pack`: spikes into parcels; `exchange`: until the parcels of other ranks are here; `wait`: for other
/// threads of the rank.
enum class Stage : std::size_t { enter, deliver, update, pack, exchange, wait, record, n };
[[nodiscard]] const char* stage_name(Stage phase);

/// Adds up wall time by phase; `lap` charges everything since the last lap to one phase.
class StageClock {
  public:
    void start() { last_ = Clock::now(); }
    void lap(Stage phase) {
        const auto now = Clock::now();
        spent_[static_cast<std::size_t>(phase)] +=
            std::chrono::duration<double>(now - last_).count();
        last_ = now;
    }
    void reset() { spent_.fill(0); }
    [[nodiscard]] double seconds(std::size_t phase) const { return spent_[phase]; }

  private:
    Clock::time_point last_;
    std::array<double, static_cast<std::size_t>(Stage::n)> spent_{};
};

/// Inter-spike intervals of one neuron after warm-up, in steps; integers, so that sums are exact.
struct SpikeStatistics {
    std::int64_t last = 0;
    std::uint32_t n = 0;
    std::uint64_t sum = 0, sum_of_squares = 0;
};

/// What is recorded of one range for a while.
struct RangeRecording {
    std::vector<std::uint8_t> recorded;  ///< by local neuron
    std::int64_t start = 0, stop = 0;    ///< steps start < s <= stop
    [[nodiscard]] bool at(std::int64_t step) const { return step > start && step <= stop; }
};

/// One after the other in time.
[[nodiscard]] std::vector<RangeRecording> recordings_of(const Description& description,
                                                        const NeuronRange& range);
/// The one that holds at a step; null if nobody is recorded then.
[[nodiscard]] const RangeRecording* recording_at(const std::vector<RangeRecording>& recordings,
                                                 std::int64_t step);

/// One thread's share: neurons, synapses, tasks, statistics. Touched by its own thread alone, apart
/// from `fired` and `recorded`, which others read after it has published a window.
class Share {
  public:
    /// Builds the share; call on the worker's own thread, so that memory is near it.
    Share(const Description& description, const FixedPointPlan& plan,
          std::vector<NeuronRange> ranges, std::uint64_t first_local);

    /// gids that each store of synapses has, with their shortest delays: the static ones, then one plastic
    /// projection after the other. Until `make_delivery`.
    [[nodiscard]] std::vector<const SourceList*> source_lists() const;
    /// Makes the index of sources by the rank's numbers; `known`: gids in their order. What wiring alone
    /// needed is freed.
    void make_delivery(const SourceList& known, std::uint32_t horizon);
    /// One step: delivers what acts in it, updates, collects spikes into `fired`.
    void advance(std::int64_t step, Fired& fired, std::vector<Spike>& recorded, StageClock& clock);
    /// Puts in force what a phase changes in the neurons.
    void change(const PhaseChange& phase);
    /// Delivers what is known so far of a later step, while others still finish.
    void deliver_early(std::int64_t step) { drain(step); }
    /// Enters spikes, those of one source in the order of time. Some hundred at once are best.
    void enter(std::span<const Arrival> spikes, bool from_other_rank);
    /// To be called when all spikes up to `step` have been entered, after every window.
    void entered(std::int64_t step);
    /// Forgets statistics of the warm-up.
    void start_counting(std::int64_t step);
    /// Throws LimitError naming the neuron if some state is not finite.
    void check_finite(std::int64_t step) const;
    /// Writes samples of one neuron (index in the population); nothing if it is not here.
    void sample(std::size_t population, std::uint64_t index,
                const std::vector<std::size_t>& variables, double* out) const;

    /// Synapses and what finds them when a spike arrives.
    [[nodiscard]] std::uint64_t synapse_bytes() const;
    [[nodiscard]] std::uint64_t n_synapses() const;
    [[nodiscard]] const std::vector<std::unique_ptr<PlasticSynapses>>& plastic() const {
        return plastic_;
    }
    [[nodiscard]] const SynapseStore& store() const { return store_; }
    [[nodiscard]] const std::vector<NeuronRange>& ranges() const { return ranges_; }
    [[nodiscard]] std::uint64_t digest() const { return digest_; }
    [[nodiscard]] std::uint64_t events() const { return events_; }
    /// Those of them whose sources are on other ranks.
    [[nodiscard]] std::uint64_t remote_events() const { return remote_events_; }
    /// Spikes of the worker's neurons of a population since the first step.
    [[nodiscard]] std::uint64_t n_spikes(std::size_t population) const;
    [[nodiscard]] const std::vector<SpikeStatistics>& statistics(std::size_t range) const {
        return statistics_[range];
    }

  private:
    void drain(std::int64_t step);
    void make_plastic(const FixedPointPlan& plan);
    void sample_voltages(std::size_t range);
    void scale(std::int64_t step);

    const Description& description_;
    std::vector<NeuronRange> ranges_;
    std::vector<std::uint32_t> local_;  ///< rank's number of each range's first neuron
    RowLayout layout_;
    InputRows rows_;
    std::vector<std::unique_ptr<LocalNeurons>> populations_;
    SynapseStore store_;
    std::vector<SourceList> plastic_lists_;
    std::unique_ptr<Delivery> delivery_;
    std::vector<std::unique_ptr<History>> histories_;  ///< by range; null where no rule needs one
    std::vector<std::unique_ptr<VoltageHistory>> voltages_;  ///< likewise
    std::vector<double> samples_;                            ///< for the voltages at hand
    std::vector<std::unique_ptr<PlasticSynapses>> plastic_;
    std::vector<std::optional<Homeostasis>> homeostasis_;  ///< by range
    std::vector<std::size_t> plastic_range_;               ///< by plastic projection
    std::int64_t entered_ = 0;
    std::vector<std::vector<RangeRecording>> recordings_;  ///< by range
    std::vector<std::vector<SpikeStatistics>> statistics_;
    std::vector<std::uint64_t> n_spikes_;  ///< by range
    std::vector<std::uint32_t> fired_;
    std::int64_t counting_from_ = 0;
    std::uint64_t digest_ = 0, events_ = 0, remote_events_ = 0;
};

}  // namespace callosum
