#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/boards/spinnaker2/neurons.hpp"
#include "network/boards/spinnaker2/translate.hpp"

namespace callosum::spinnaker2 {

/// Neurons made for a stimulus: on the board all spikes come from neurons. Their synapses take one tick; the rest of
/// a stimulus's delay is in the times at which they fire (of random trains it has no meaning).
struct Source {
    std::size_t stimulus = 0;
    Stimulus given;            ///< as the experiment has it
    std::size_t target = 0;    ///< population
    bool is_list = false;      ///< spike_list; else poisson_process
    std::uint64_t copies = 1;  ///< processes for each target, each with a part of the rate
    std::vector<double> p;     ///< probability of a spike in a tick of each, or of each target's
    double weight = 0;         ///< largest in magnitude
    double events_per_second = 0;  ///< that a target gets
    double rate_hz = 0;            ///< of one source
};

/// Finds what each stimulus of the network becomes: sources, an offset (added to `forms`), or a finding. Stimuli
/// that stay are those of populations that are spike lists.
[[nodiscard]] std::vector<Source> make_sources(const TranslateRequest& request,
                                               BoardNetwork& network,
                                               std::vector<NeuronForm>& forms);

/// By population: factor of its weights, the largest whole weight, and its form.
struct TargetUnits {
    const std::vector<double>& factors;
    const std::vector<double>& largest;
    const std::vector<NeuronForm>& forms;
};

/// Adds populations and projections for the sources behind those of the network.
void add_sources(BoardNetwork& network, const std::vector<Source>& sources,
                 const TargetUnits& units);

}  // namespace callosum::spinnaker2
