#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/boards/spinnaker2/neurons.hpp"
#include "network/boards/spinnaker2/translate.hpp"

namespace callosum::spinnaker2 {

/// Neurons made for a stimulus, because on the board all spikes come from neurons. Their synapses
/// take one tick; the rest of the stimulus's delay is in the times at which they fire (for random
/// trains it has no meaning).
struct Source {
    std::size_t stimulus = 0;
    Stimulus given;            ///< as the experiment states it
    std::size_t target = 0;    ///< index of a population
    bool is_list = false;      ///< spike_list; else poisson_process
    std::uint64_t copies = 1;  ///< processes for each target, each with an equal part of the rate
    std::vector<double> p;     ///< probability of a spike in a tick, of all or of each target
    double weight = 0;         ///< weight largest in magnitude
    double events_per_second = 0;  ///< rate of events at a target
    double rate_hz = 0;            ///< rate of one source
};

/// Decides what each stimulus of the network becomes: sources, an offset (added to `forms`), or a
/// finding. Stimuli of populations that are spike lists stay.
[[nodiscard]] std::vector<Source> make_sources(const TranslateRequest& request,
                                               BoardNetwork& network,
                                               std::vector<NeuronForm>& forms);

/// By population: factor of its weights, the largest whole weight, and its form.
struct TargetUnits {
    const std::vector<double>& factors;
    const std::vector<double>& largest;
    const std::vector<NeuronForm>& forms;
};

/// Adds populations and projections for the sources, behind those of the network.
void add_sources(BoardNetwork& network, const std::vector<Source>& sources,
                 const TargetUnits& units);

}  // namespace callosum::spinnaker2
