#include <algorithm>
#include <cmath>

#include "network/describe/check.hpp"
#include "network/describe/plasticity.hpp"

namespace callosum::check {

namespace {

double longest_delay(const Projection& projection) {
    if (projection.rule.kind == RuleKind::explicit_list) {
        return projection.rule.edges ? projection.rule.edges->max_delay_ms() : 0;
    }
    return fault(projection.delay).empty() ? projection.delay.largest() : 0;
}

void number(const Findings& findings, const std::string& where, double value, const Range& range) {
    if (inside(value, range)) { return; }
    findings.add(where, "is " + to_text(value) + ", " + to_text(range));
}

/// A factor must have reached all synapses before the next one is found.
void period(const Findings& findings, const std::string& where, double period_ms,
            double longest_ms) {
    const double dt_ms = findings.description.dt_ms;
    if (!std::isfinite(period_ms) || period_ms < dt_ms * (1 - grid_tolerance) ||
        period_ms > most_steps * dt_ms) {
        findings.add(where, "is " + to_text(period_ms) + " ms, must be at least dt (" +
                                to_text(dt_ms) + " ms) and at most " + to_text(most_steps) +
                                " steps of it");
    } else if (!on_grid(period_ms, dt_ms)) {
        findings.add(
            where, to_text(period_ms) + " ms is not a multiple of dt (" + to_text(dt_ms) + " ms)");
    } else if (std::round(period_ms / dt_ms) < std::round(longest_ms / dt_ms)) {
        findings.add(where, "is " + to_text(period_ms) +
                                " ms, shorter than the longest delay of the synapses that it "
                                "scales (" +
                                to_text(longest_ms) + " ms); make it at least as long");
    }
}

void scaling(const Findings& findings, std::size_t index, const HomeostasisSetting& setting) {
    const auto& description = findings.description;
    const std::string where = "populations." + description.populations[index].name + ".homeostasis";
    bool any = false;
    double longest_ms = 0;
    for (const auto& projection : description.projections) {
        if (projection.target != index || !takes_scaling(projection)) { continue; }
        any = true;
        longest_ms = std::max(longest_ms, longest_delay(projection));
    }
    if (!any) {
        findings.add(where,
                     "scales excitatory weights that learn, but no projection onto this population "
                     "has any: give one with weights >= 0 a \"synapse\" of STDP, or leave "
                     "\"homeostasis\" out");
    }
    number(findings, where + ".target_rate", setting.target_rate_hz,
           {0, highest_rate_hz, true, "spikes/s"});
    number(findings, where + ".strength", setting.strength, {0, 1, true});
    period(findings, where + ".period", setting.period_ms, longest_ms);
    if (setting.time_constant_ms) {
        number(findings, where + ".time_constant", *setting.time_constant_ms,
               {0, unbounded, true, "ms"});
    }
}

}  // namespace

void homeostasis(const Findings& findings) {
    const auto& populations = findings.description.populations;
    for (std::size_t index = 0; index < populations.size(); ++index) {
        if (populations[index].homeostasis) {
            scaling(findings, index, *populations[index].homeostasis);
        }
    }
}

}  // namespace callosum::check
