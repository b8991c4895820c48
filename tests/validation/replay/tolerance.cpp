#include "tests/validation/replay/tolerance.hpp"

#include <algorithm>
#include <array>

namespace callosum::replay {
namespace {

struct Entry {
    std::string_view model;
    Tolerance tolerance;
};

/// Both sides have the exact solution, or take the same Euler steps; the files hold 12 digits.
constexpr Tolerance exact{1e-9, 1e-9, 0};

/// Where an equation is solved approximately, the other simulator's own error is in its file. Measured
/// against solutions with errors below 1e-9 mV (AdEx: 1e-3), at dt = 0.1 ms, the largest and the median:
///   iaf_cond_exp 7e-11, 2e-11; hh_psc_alpha 4e-3, 1e-6; hh_cond_exp_traub 22 (on the upstroke of a
///   spike), 3e-3; aeif_cond_exp 0.6 (likewise), 6e-5 mV. Spikes agreed to the step.
/// aeif_psc_delta_clopath was compared with the files alone: 0.05 mV, and 2.4e-5 of a weight that follows it.
/// The tolerances leave room for an error of ours that is no larger than needed for equal spikes.
constexpr std::array entries{
    Entry{"iaf_cond_exp", {1e-4, 1e-5, 1}}, Entry{"hh_psc_alpha", {2e-2, 1e-4, 1}},
    Entry{"hh_cond_exp_traub", {30, 1e-2, 1}}, Entry{"aeif_cond_exp", {5, 5e-3, 1}},
    Entry{"aeif_psc_delta_clopath", {0.5, 1e-3, 1, 0, 1e-4}}};

}  // namespace

Tolerance tolerance_of(std::string_view model, Precision precision) {
    const auto* const own = std::find_if(entries.begin(), entries.end(),
                                         [&](const Entry& entry) { return entry.model == model; });
    auto tolerance = own == entries.end() ? exact : own->tolerance;
    if (precision == Precision::single) {
        // A spike that barely happens amplifies all errors, so later spikes may move: see
        // `single_precision_rule`.
        tolerance.solver_dv_mV = tolerance.max_dv_mV;
        tolerance.max_dv_mV = 1e-2;
        tolerance.median_dv_mV = 1e-2;
        tolerance.spike_steps = 1;
        tolerance.until_ms = 200;
        tolerance.to_first_spike = true;
    }
    return tolerance;
}

double weight_tolerance_of(std::string_view synapse, Precision precision) {
    // The same updates of the same weight on both sides, some tens of roundings; the files hold 12
    // digits. tsodyks2 multiplies what is left of the resources from spike to spike.
    if (precision == Precision::single) { return 1e-5; }
    return synapse == "tsodyks2_synapse" ? 1e-8 : 1e-9;
}

}  // namespace callosum::replay
