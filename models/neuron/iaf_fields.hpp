#pragma once

#include <array>
#include <cmath>
#include <string_view>

#include "models/info.hpp"

/// Parameters and state variables of the integrate-and-fire models, with NEST's names and defaults.
namespace callosum::iaf {

/// Returns the field with another default.
[[nodiscard]] constexpr Field with_default(Field field, double default_value) {
    field.default_value = default_value;
    return field;
}

/// Field of a switch, whose value is 0 or 1.
[[nodiscard]] constexpr Field flag(std::string_view name, std::string_view doc,
                                   bool default_value = false) {
    return {name, "1", default_value ? 1.0 : 0.0, 0, 1, false, doc, {}, FieldKind::flag};
}

inline constexpr Field C_m{"C_m", "pF", 250, 0, unbounded, true, "membrane capacitance"};
inline constexpr Field tau_m{"tau_m", "ms", 10, 0, unbounded, true, "membrane time constant"};
inline constexpr Field tau_syn_ex{
    "tau_syn_ex", "ms", 2, 0, unbounded, true, "time constant of the excitatory synaptic current"};
inline constexpr Field tau_syn_in{
    "tau_syn_in", "ms", 2, 0, unbounded, true, "time constant of the inhibitory synaptic current"};
inline constexpr Field t_ref{
    "t_ref", "ms", 2, 0, 5000, false, "refractory period, rounded to the grid"};
inline constexpr Field E_L{"E_L", "mV", -70, -unbounded, unbounded, false, "resting potential"};
inline constexpr Field V_th{"V_th", "mV", -55, -unbounded, unbounded, false, "threshold"};
inline constexpr Field V_reset{
    "V_reset", "mV", -70, -unbounded, unbounded, false, "potential after a spike, below V_th"};
inline constexpr Field I_e{"I_e", "pA", 0, -unbounded, unbounded, false, "constant current"};

inline constexpr Field V_m{
    "V_m", "mV", -70, -unbounded, unbounded, false, "membrane potential; starts at E_L unless set",
    "E_L"};
inline constexpr Field I_syn_ex{
    "I_syn_ex", "pA", 0, -unbounded, unbounded, false, "excitatory synaptic current"};
inline constexpr Field I_syn_in{
    "I_syn_in", "pA", 0, -unbounded, unbounded, false, "inhibitory synaptic current"};

/// Names of ports 0 and 1. A weight below 0 goes to port 1 unless the projection names a receptor.
inline constexpr std::array<std::string_view, 2> receptors{"excitatory", "inhibitory"};

/// Order that the parameters must have: a neuron reset to its threshold would spike for ever.
inline constexpr std::array<FieldOrder, 1> orders{{{"V_reset", "V_th"}}};

/// Converts a time to steps, rounded to the nearest.
inline long steps(double ms, double dt) { return std::lround(ms / dt); }

}  // namespace callosum::iaf
