#pragma once

#include <map>
#include <string>
#include <vector>

#include "network/boards/board_weights.hpp"
#include "network/boards/finding.hpp"
#include "network/boards/translate_request.hpp"
#include "network/describe/network.hpp"

namespace callosum::brainscales2 {

/// Calibration target of the analog neurons of a population.
struct BoardPopulation {
    std::string model;  ///< CalibHXNeuronCuba, SpikeSourceArray or SpikeSourcePoissonOnChip
    double rate_hz = 0;
    bool recorded = false;
    std::map<std::string, std::vector<double>>
        params;                              ///< vendor's names; LSB and us; one number or all
    double lsb_per_mV = 1, lsb_at_rest = 0;  ///< LSB = lsb_at_rest + lsb_per_mV * V, V in mV
    double weight_per_unit = 1;              ///< whole weight per pA (of the experiment)

    [[nodiscard]] bool is_neuron() const { return model == "CalibHXNeuronCuba"; }
    [[nodiscard]] bool is_list() const { return model == "SpikeSourceArray"; }
};

/// The network as the chip is to compute it. It can be simulated with ideal neurons, or with those
/// of a noisy chip (noise.hpp). Weights are whole, delays one step; neurons are iaf_psc_exp whose
/// unit of current is a weight of 1.
struct BoardNetwork {
    Description description;
    std::vector<BoardPopulation> populations;
    std::vector<Quantisation> quantisation;
    Findings findings;
};

/// Translates a network for the chip. Everything that does not fit becomes a finding; where one
/// blocks, the network is incomplete.
[[nodiscard]] BoardNetwork translate(const TranslateRequest& request);

}  // namespace callosum::brainscales2
