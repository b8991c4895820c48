#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/exchange/window_spikes.hpp"
#include "engine/plastic/plastic_synapses.hpp"
#include "engine/records/spike.hpp"
#include "engine/run/local_population.hpp"
#include "engine/run/stage_clock.hpp"
#include "engine/synapses/delivery.hpp"
#include "engine/synapses/synapse_store.hpp"

namespace callosum {

/// One thread's share of the network: neurons, the synapses onto them, spikes under way to these. Touched by its own thread
/// alone, apart from the spikes and records that others read after the thread has published a window.
class Share {
  public:
    /// Builds the share; to be called on its own thread, so that memory is near it.
    Share(const Description& description, const FixedPointPlan& plan,
          const std::vector<NeuronRange>& ranges, RankLocal first_local);

    /// Gids that each store of synapses has, with their shortest delays: the static ones, then one plastic projection after
    /// the other. Until `make_delivery`.
    [[nodiscard]] std::vector<const SourceList*> source_lists() const;
    /// Makes the index of sources that spikes are found by; `heard`: gids by HeardId. Frees the source lists.
    void make_delivery(const SourceList& heard, std::uint32_t horizon);
    /// Takes the share through one step: delivers what acts in it, updates, collects spikes.
    void advance(std::int64_t step, WindowSpikes& spikes, std::vector<Spike>& recorded,
                 StageClock& clock);
    /// Puts in force what a phase changes in the neurons.
    void change(const PhaseChange& phase);
    /// Delivers what is known so far of a later step, while others still finish.
    void deliver_early(std::int64_t step) { drain(step); }
    /// Enters spikes, those of one source in the order of time. Some hundred at once are best.
    void enter(std::span<const Arrival> spikes, bool from_other_rank);
    /// Looks at silent synapses and scales weights, where that is due; to be called after every window, when all spikes up
    /// to its last step have been entered.
    void end_window(std::int64_t step);
    /// Forgets statistics of the warm-up.
    void start_counting(std::int64_t step);
    /// Throws LimitError naming the neuron if some state is not finite.
    void check_finite(std::int64_t step) const;

    /// Visits all that the share needs to go on after `step`, up to which all spikes have been entered. Static spikes under
    /// way are not visited: they follow from the neurons' recent spikes.
    void visit_state(StateVisitor& visitor, std::int64_t step);

    [[nodiscard]] const std::vector<std::unique_ptr<LocalPopulation>>& populations() const {
        return populations_;
    }
    [[nodiscard]] const std::vector<std::unique_ptr<PlasticSynapses>>& plastic() const {
        return plastic_;
    }
    [[nodiscard]] const SynapseStore& store() const { return store_; }
    /// Memory of synapses and of what finds them when a spike arrives.
    [[nodiscard]] std::uint64_t synapse_bytes() const;
    [[nodiscard]] std::uint64_t n_synapses() const;
    [[nodiscard]] std::uint64_t n_neurons() const;
    [[nodiscard]] std::uint64_t digest() const;
    /// Synaptic events since counting started, and those of them whose sources are on other ranks.
    [[nodiscard]] std::uint64_t events() const { return events_; }
    [[nodiscard]] std::uint64_t remote_events() const { return remote_events_; }
    /// Spikes of the share's neurons of a population since the first step.
    [[nodiscard]] std::uint64_t n_spikes(std::size_t population) const;

  private:
    void drain(std::int64_t step);
    void make_plastic(const Description& description, const FixedPointPlan& plan);

    RowLayout layout_;
    InputRows rows_;
    std::vector<std::unique_ptr<LocalPopulation>> populations_;
    SynapseStore store_;
    std::unique_ptr<Delivery> delivery_;
    std::vector<std::unique_ptr<PlasticSynapses>> plastic_;
    std::vector<const LocalPopulation*> plastic_target_;  ///< by plastic projection
    std::vector<SourceList> plastic_lists_;               ///< until make_delivery
    std::int64_t entered_ = 0;  ///< step up to which all spikes have been entered
    std::uint64_t events_ = 0, remote_events_ = 0;
};

}  // namespace callosum
