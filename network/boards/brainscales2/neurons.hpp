#pragma once

#include <vector>

#include "network/boards/brainscales2/translate.hpp"

namespace callosum::brainscales2 {

/// A population as exponential synapses on a leaky membrane. Lists hold one number for all neurons
/// or one for each; times are biological, ms.
struct NeuronForm {
    bool fits = false;  ///< false: it has no form, and findings say why
    std::vector<double> tau_m, tau_syn_ex, tau_syn_in, t_ref;
    std::vector<double> c_m;  ///< pF, of iaf_psc_exp with the weights of the experiment
    std::vector<double> v_rest, v_th, v_reset,
        v_init;                   ///< mV, or the unit of v; constant currents are in v_rest
    double inhibitory_ratio = 1;  ///< factor of inhibitory weights relative to excitatory ones
};

/// Returns the form of a population. Models without one, and parameters out of range, become
/// findings.
[[nodiscard]] NeuronForm form_of(const TranslateRequest& request, std::size_t population,
                                 Findings& findings);

/// Moves time constants into the ranges of the chip where that is allowed, and sets the parameters
/// to which the chip is calibrated (LSB, us) and the map from mV to LSB.
void fit_to_chip(const TranslateRequest& request, const std::string& where, NeuronForm& form,
                 BoardPopulation& population, Findings& findings);

}  // namespace callosum::brainscales2
