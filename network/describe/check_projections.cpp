#include <algorithm>
#include <cmath>
#include <set>

#include "models/synapse/synapse_info.hpp"
#include "network/describe/check.hpp"
#include "network/describe/degrees.hpp"

namespace callosum::check {

namespace {

std::string shortest_advice(double dt_ms) {
    return "delays must be at least dt (" + to_text(dt_ms) + " ms)";
}

/// `subject` is "" where the place itself is the delay.
bool constant_delay(const Findings& findings, const std::string& where, double delay_ms,
                    const std::string& subject = "") {
    const double dt_ms = findings.description.dt_ms;
    if (!(delay_ms / dt_ms >= 1 - grid_tolerance)) {
        findings.add(where, subject + "is " + to_text(delay_ms) + " ms; " + shortest_advice(dt_ms));
    } else if (!(std::round(delay_ms / dt_ms) <= longest_delay_steps)) {
        findings.add(where, subject + "is " + to_text(delay_ms) + " ms, at most " +
                                to_text(longest_delay_steps) + " steps of dt (" +
                                to_text(longest_delay_steps * dt_ms) + " ms) are possible");
    } else {
        return true;
    }
    return false;
}

void delay(const Findings& findings, const std::string& where, const Distribution& drawn) {
    const double dt_ms = findings.description.dt_ms;
    if (auto wrong = fault(drawn); !wrong.empty()) {
        findings.add(where, "the distribution's " + wrong);
    } else if (drawn.is_constant()) {
        constant_delay(findings, where, drawn.a);
    } else if (drawn.smallest() < dt_ms / 2 * (1 - grid_tolerance)) {
        findings.add(where, "reaches " + to_text(drawn.smallest()) + " ms; " +
                                shortest_advice(dt_ms) +
                                " after rounding to the grid: give the distribution \"min\": " +
                                to_text(dt_ms / 2));
    } else if (!(std::round(drawn.largest() / dt_ms) <= longest_delay_steps)) {
        findings.add(where, "reaches " + to_text(drawn.largest()) + " ms, at most " +
                                to_text(longest_delay_steps) +
                                " steps of dt are possible: give the distribution \"max\": " +
                                to_text(longest_delay_steps * dt_ms));
    }
}

void weight_and_delay(const Findings& findings, const std::string& where,
                      const Projection& projection) {
    const auto& list = projection.rule.edges;
    if (projection.rule.kind != RuleKind::explicit_list) {
        distribution(findings, where + ".weight", projection.weight, {});
        delay(findings, where + ".delay", projection.delay);
    } else if (list && list->size() > 0) {
        const std::string place = where + ".rule";
        if (constant_delay(findings, place, list->min_delay_ms(), "the list's smallest delay ")) {
            constant_delay(findings, place, list->max_delay_ms(), "the list's largest delay ");
        }
    }
}

bool ends(const Findings& findings, const std::string& where, const Projection& projection) {
    const auto& populations = findings.description.populations;
    bool known = true;
    for (const bool is_source : {true, false}) {
        const std::size_t index = is_source ? projection.source : projection.target;
        const std::string place = where + (is_source ? ".source" : ".target");
        if (index >= populations.size()) {
            findings.add(place, "there is no population number " + std::to_string(index));
            known = false;
        } else {
            const Slice& part = is_source ? projection.source_slice : projection.target_slice;
            known = slice(findings, place, part, populations[index]) && known;
        }
    }
    return known;
}

/// For models that count spikes.
void unit_weight(const Findings& findings, const std::string& where, const Projection& projection) {
    static constexpr std::string_view advice = "; the target counts spikes, so all must be 1";
    if (projection.rule.kind != RuleKind::explicit_list) {
        if (projection.weight.smallest() != 1 || projection.weight.largest() != 1) {
            findings.add(where + ".weight", "is not always 1" + std::string(advice));
        }
    } else if (projection.rule.edges) {
        const auto& found = projection.rule.edges->bounds();
        const bool other = found.n > 0 && (found.min_weight != 1 || found.max_weight != 1);
        if (other) {
            findings.add(where + ".rule", "has other weights than 1" + std::string(advice));
        }
    }
}

void receptor(const Findings& findings, const std::string& where, const Projection& projection) {
    const auto& target = findings.description.populations[projection.target];
    const ModelInfo* model = find_neuron_model(target.model);
    if (model == nullptr) { return; }
    const bool counted = model->counts_spikes && projection.receptor.value_or(0) == 0;
    if (counted) { unit_weight(findings, where, projection); }
    if (counted && find_synapse_model(projection.synapse_model) != nullptr) {
        findings.add(where + ".synapse", projection.synapse_model +
                                             " changes what a spike delivers, but model " +
                                             target.model + " counts spikes; use \"receptor\": 1");
    }
    if (!projection.receptor) {
        if (model->receptor_per_list_element) {
            findings.add(where + ".receptor", "is missing; name one of the " +
                                                  std::to_string(n_ports(target, *model)) +
                                                  " ports of model " + target.model + ", 0 first");
        }
        return;
    }
    if (model->conductances && projection.weight.smallest() < 0) {
        findings.add(where + ".weight",
                     "reaches " + to_text(projection.weight.smallest()) +
                         "; at a receptor that is named weights are conductances, which must be "
                         ">= 0 nS");
    }
    if (*projection.receptor >= n_ports(target, *model)) {
        findings.add(where + ".receptor", "is port " + std::to_string(*projection.receptor) +
                                              "; model " + target.model + " has " +
                                              std::to_string(n_ports(target, *model)) + " ports");
    }
}

}  // namespace

void projections(const Findings& findings) {
    const auto& list = findings.description.projections;
    std::set<std::string_view> seen;
    double synapses = 0;
    for (std::size_t n = 0; n < list.size(); ++n) {
        const auto& projection = list[n];
        const std::string where = "projections[" + std::to_string(n) + "]";
        const std::size_t before = findings.problems.size();
        if (projection.name.empty() || projection.name.find('/') != std::string::npos) {
            findings.add(where + ".name",
                         "the name '" + projection.name + "' is empty or contains a slash");
        } else if (!seen.insert(projection.name).second) {
            findings.add(where + ".name",
                         "another projection has the name '" + projection.name + "'");
        }
        synapse(findings, where, projection);
        weight_and_delay(findings, where, projection);
        if (!ends(findings, where, projection)) { continue; }
        receptor(findings, where, projection);
        values_by_distance(findings, where, projection);
        rule(findings, where, projection);
        // A rule that is wrong has no degree.
        const bool sound = !projection.rule.space || findings.problems.size() == before;
        if (!sound) { continue; }
        synapses += mean_indegree(findings.description, projection) *
                    static_cast<double>(projection.target_slice.size());
    }
    if (synapses > most_synapses) {
        findings.add("projections", "make about " + to_text(std::round(synapses)) +
                                        " synapses, at most " + to_text(most_synapses) +
                                        " (2^44) are possible");
    }
}

}  // namespace callosum::check
