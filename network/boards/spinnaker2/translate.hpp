#pragma once

#include <string>
#include <vector>

#include "network/boards/board_weights.hpp"
#include "network/boards/finding.hpp"
#include "network/boards/spinnaker2/counterparts.hpp"
#include "network/boards/translate_request.hpp"
#include "network/describe/network.hpp"

namespace callosum::spinnaker2 {

/// Form of a population on the board.
struct BoardPopulation {
    std::string model;  ///< vendor's name: lif, lif_no_delay, lif_curr_exp, ..., spike_list
    double rate_hz = 0;
    bool recorded = false;
    double unit = 1;  ///< board units of v per mV (of the first neuron)

    [[nodiscard]] bool is_spike_list() const { return model == list_application; }
    [[nodiscard]] bool is_poisson() const { return model == poisson_application; }
    [[nodiscard]] bool is_source() const { return is_spike_list() || is_poisson(); }
};

/// The network as the board computes it. Simulating it is the emulation of the board. Populations
/// keep their order; sources made for stimuli follow them, and so do their projections.
struct BoardNetwork {
    Description description;
    std::vector<BoardPopulation> populations;
    std::vector<Quantisation> quantisation;
    Findings findings;
};

/// Translates a network for the board. Whatever does not fit becomes a finding; where one blocks,
/// the network is incomplete.
[[nodiscard]] BoardNetwork translate(const TranslateRequest& request);

}  // namespace callosum::spinnaker2
