#pragma once

#include <numbers>
#include <optional>

#include "models/info.hpp"

/// Charges of a spike of weight 1 that several models share; each is the integral of the current that
/// follows it, so a constant input of (charge x rate) has the same mean.
namespace callosum::charge {

[[nodiscard]] constexpr std::string_view tau_syn_of(std::size_t port) {
    return port == 0 ? "tau_syn_ex" : "tau_syn_in";
}

/// A current that jumps by w and decays with tau_syn: w tau_syn.
[[nodiscard]] inline std::optional<double> exponential(std::size_t port, const MeanParameters& of) {
    return of.mean(tau_syn_of(port));
}

/// A current w e t/tau_syn exp(-t/tau_syn), which peaks at w: w e tau_syn.
[[nodiscard]] inline std::optional<double> alpha(std::size_t port, const MeanParameters& of) {
    return std::numbers::e * of.mean(tau_syn_of(port));
}

/// The time constant of a port that the list `tau_syn` has one for; nothing where it has none.
[[nodiscard]] inline std::optional<double> tau_of_list(std::size_t port, const MeanParameters& of) {
    const auto taus = of.list("tau_syn");
    return port < taus.size() ? std::optional(taus[port]) : std::nullopt;
}

[[nodiscard]] inline std::optional<double> exponential_of_list(std::size_t port,
                                                               const MeanParameters& of) {
    return tau_of_list(port, of);
}

[[nodiscard]] inline std::optional<double> alpha_of_list(std::size_t port,
                                                         const MeanParameters& of) {
    const auto tau = tau_of_list(port, of);
    return tau ? std::optional(std::numbers::e * *tau) : std::nullopt;
}

/// A potential that jumps by w mV has got the charge w C_m. The means over time are then equal; right
/// after the jumps of a step, where the threshold is tested, V is higher by about dt / (2 tau_m) of it.
[[nodiscard]] inline std::optional<double> jump(std::size_t /*port*/, const MeanParameters& of) {
    return of.mean("C_m");
}

/// A discrete model that adds its weights to v once, and its constant input in every step.
[[nodiscard]] inline std::optional<double> discrete_jump(std::size_t /*port*/,
                                                         const MeanParameters& of) {
    return of.dt_ms();
}

/// Input has no effect, so none is lost.
[[nodiscard]] inline std::optional<double> dropped(std::size_t /*port*/,
                                                   const MeanParameters& /*of*/) {
    return 0.0;
}

inline constexpr MeanInput of_conductances{
    .none = "its synapses are conductances, whose current depends on the potential"};

}  // namespace callosum::charge
