#pragma once

#include <span>
#include <string_view>

#include "models/info.hpp"

namespace callosum {

/// What the outside world knows of a plastic synapse model: no types, no code of the model. All
/// synapses of a projection share its parameters; weights and delays are drawn one by one.
struct SynapseInfo {
    std::string_view name;
    std::string_view summary;  ///< one line
    std::string_view page;     ///< equations, what is left out, references
    std::span<const Field> params;
    /// It reads the spikes of its target, so a part of the delay must be dendritic.
    bool uses_history = true;
    /// The parameter that weights end at (their sign is that of the weight); empty: weights have no
    /// bound of their own, and "weight_limit" holds instead.
    std::string_view bound = {};
    /// Weights may be negative (then all of a projection are).
    bool may_inhibit = true;
    /// The parameter that says how often a spike can deliver the weight; empty: once.
    std::string_view multiple = {};
    /// It hears a volume transmitter: "volume_transmitter" names a population.
    bool modulated = false;
};

/// Parameters of a target population that rules read, as in NEST a property of the neuron: accepted in
/// the `params` of every neuron model, one value for the population.
inline constexpr Field tau_minus{
    "tau_minus", "ms", 20, 0, unbounded, true, "time constant of the postsynaptic trace of STDP"};
inline constexpr Field tau_minus_triplet{
    "tau_minus_triplet",
    "ms",
    110,
    0,
    unbounded,
    true,
    "time constant of the slow postsynaptic trace of triplet STDP"};
[[nodiscard]] std::span<const Field> history_fields();

/// Every projection with a plastic synapse may state it: a weight beyond ends the run.
inline constexpr Field weight_limit{"weight_limit",
                                    "1",
                                    0,
                                    0,
                                    unbounded,
                                    true,
                                    "a weight beyond it ends the run; if absent the rule's bound, "
                                    "or 16 times the largest initial one"};

/// All plastic synapse models, in registry order.
[[nodiscard]] std::span<const SynapseInfo> synapse_models();
/// nullptr if there is none of that name; static_synapse is none of them.
[[nodiscard]] const SynapseInfo* find_synapse_model(std::string_view name);

}  // namespace callosum
