#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "models/info.hpp"

namespace callosum {

/// Description of a plastic synapse model for the rest of the program: no types, no code of the
/// model. All synapses of a projection share its parameters; weights and delays are drawn one by
/// one.
struct SynapseInfo {
    std::string_view name;
    std::string_view summary;  ///< one line
    std::string_view page;     ///< equations, what is left out, references
    std::span<const Field> params;
    /// Reads the spikes of its target, so a part of the delay must be dendritic.
    bool uses_history = true;
    /// Name of the parameter that bounds weights (it has the sign of the weight). Empty: weights
    /// have no bound of their own, and "weight_limit" holds instead.
    std::string_view bound = {};
    /// Weights may be negative; then all weights of a projection are.
    bool may_inhibit = true;
    /// Name of the parameter that says how often a spike can deliver the weight. Empty: once.
    std::string_view multiple = {};
    /// Hears a volume transmitter: "volume_transmitter" names a population.
    bool modulated = false;
    /// Reads potentials of its target, `voltage::names`, instead of its spikes.
    bool follows_voltage = false;
};

/// Parameters of a target population that rules read. As in NEST they are properties of the neuron:
/// the `params` of every neuron model accept them, one value for the population.
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
/// Parameters that rules read of any target: its decay of traces.
[[nodiscard]] std::span<const Field> history_fields();

/// Interface to neurons whose potential a rule follows: names of the state variables it reads, and
/// parameters it asks of the population. The parameters belong to the neuron as in NEST, one value
/// for the population.
namespace voltage {
inline constexpr std::array<std::string_view, 4> names{"V_m", "u_bar_plus", "u_bar_minus",
                                                       "u_bar_bar"};
inline constexpr Field A_LTD{"A_LTD",
                             "1/mV",
                             14e-5,
                             0,
                             unbounded,
                             false,
                             "amplitude of depression; its unit is that of the weight per mV (with "
                             "A_LTD_const false times u_bar_bar^2 / u_ref_squared)"};
inline constexpr Field A_LTP{"A_LTP",
                             "1/mV^2",
                             8e-5,
                             0,
                             unbounded,
                             false,
                             "amplitude of potentiation; unit of the weight per mV^2"};
inline constexpr Field theta_plus{
    "theta_plus", "mV", -45.3, -unbounded, unbounded, false, "threshold of V for potentiation"};
inline constexpr Field theta_minus{"theta_minus",
                                   "mV",
                                   -70.6,
                                   -unbounded,
                                   unbounded,
                                   false,
                                   "threshold of u_bar_plus and u_bar_minus"};
inline constexpr Field A_LTD_const{
    "A_LTD_const",
    "1",
    1,
    0,
    1,
    false,
    "false: depression grows with u_bar_bar^2, which keeps rates from growing",
    {},
    FieldKind::flag};
inline constexpr Field delay_u_bars{
    "delay_u_bars", "ms", 5, 0, 1000, false, "delay with which u_bar_plus and u_bar_minus act"};
inline constexpr Field u_ref_squared{
    "u_ref_squared", "mV^2", 60, 0, unbounded, true, "u_bar_bar^2 at which depression is A_LTD"};
[[nodiscard]] std::span<const Field> fields();
/// Returns the positions of `names` in the state of a model; empty where the model lacks one.
[[nodiscard]] std::vector<std::size_t> variables_of(const ModelInfo& model);
}  // namespace voltage

/// Returns the parameters that plastic synapses may read of a population of this model.
[[nodiscard]] std::span<const Field> history_fields(const ModelInfo& model);

/// Parameter that every projection with a plastic synapse may state: a weight beyond it ends the
/// run.
inline constexpr Field weight_limit{"weight_limit",
                                    "1",
                                    0,
                                    0,
                                    unbounded,
                                    true,
                                    "a weight beyond it ends the run; if absent the rule's bound, "
                                    "or 16 times the largest initial one"};

/// Returns all plastic synapse models in the order of the registry, then clopath_synapse.
[[nodiscard]] std::span<const SynapseInfo> synapse_models();
/// Returns nullptr if no model has this name; static_synapse is not among them.
[[nodiscard]] const SynapseInfo* find_synapse_model(std::string_view name);

}  // namespace callosum
