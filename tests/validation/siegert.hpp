#pragma once

namespace callosum::test {

/// Units: ms, mV, spikes/ms.
struct LeakyNeuron {
    double tau_m, v_th, v_reset, t_ref;  ///< potentials relative to E_L
};

/// Firing rate of a leaky integrate-and-fire neuron under white noise, whose free membrane has the mean
/// mu and the standard deviation sigma / sqrt(2) (Siegert 1951; Brunel 2000, equation 22).
[[nodiscard]] double siegert_rate(const LeakyNeuron& neuron, double mu, double sigma);

/// Brunel's network with equal excitatory and inhibitory neurons and delta synapses.
struct BrunelNetwork {
    LeakyNeuron neuron;
    double weight;                  ///< of an excitatory synapse, mV
    double g;                       ///< inhibitory over excitatory weight
    double excitatory, inhibitory;  ///< synapses per neuron
    double external_rate;           ///< of all external spikes that a neuron gets
};

/// The stationary rate at which every neuron fires at what its input makes of it (Brunel 2000,
/// equations 4, 5 and 21).
[[nodiscard]] double mean_field_rate(const BrunelNetwork& network);

}  // namespace callosum::test
