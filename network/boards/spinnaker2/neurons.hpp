#pragma once

#include <string>
#include <vector>

#include "network/boards/spinnaker2/translate.hpp"

namespace callosum::spinnaker2 {

/// A population as neurons of the board. v counts from the resting potential, in mV before it is
/// scaled. Lists hold one number for all neurons, or one for each.
struct NeuronForm {
    std::string model;  ///< lif or lif_curr_exp; empty where there is none
    std::vector<double> alpha, exc_decay, inh_decay;
    std::vector<double> threshold, v_reset, v_init, i_offset;
    double t_refrac = 0;          ///< ticks
    std::vector<double> current;  ///< mV that a constant current of 1 pA adds in a tick
    std::vector<double> gain;  ///< mV that a weight of 1 at the excitatory receptor adds in a tick
    double inhibitory_ratio = 1;  ///< gain of the inhibitory receptor over that
    bool subtracts = false;
    bool native = false;  ///< already in units of the board: weights must be whole
};

/// Returns the form of a population. Obstacles and losses become findings.
[[nodiscard]] NeuronForm form_of(const TranslateRequest& request, std::size_t population,
                                 Findings& findings);

}  // namespace callosum::spinnaker2
