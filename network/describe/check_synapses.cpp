#include <atomic>
#include <cmath>

#include "network/describe/check.hpp"
#include "network/describe/nearest.hpp"
#include "network/describe/plasticity.hpp"

namespace callosum::check {

namespace {

const Field* find_param(const SynapseInfo& info, std::string_view name) {
    for (const auto& field : info.params) {
        if (field.name == name) { return &field; }
    }
    return name == weight_limit.name && info.uses_history ? &weight_limit : nullptr;
}

void params(const Findings& findings, const std::string& where, const Projection& projection,
            const SynapseInfo& info) {
    std::vector<std::string_view> known;
    for (const auto& field : info.params) { known.push_back(field.name); }
    if (info.uses_history) { known.push_back(weight_limit.name); }
    for (const auto& [name, value] : projection.synapse_params) {
        const std::string place = where + ".synapse." + name;
        const Field* field = find_param(info, name);
        if (field == nullptr) {
            findings.add(place, "synapse model " + projection.synapse_model + " has no '" + name +
                                    "'" + suggest(name, known));
            continue;
        }
        const Range range{field->low, field->high, field->low_open, field->unit};
        if (!inside(value, range)) {
            findings.add(place, "is " + to_text(value) + ", " + to_text(range));
        } else if (field->kind == FieldKind::flag && value != 0 && value != 1) {
            findings.add(place, "is " + to_text(value) + ", must be true or false");
        } else if (field->kind == FieldKind::whole && value != std::floor(value)) {
            findings.add(place, "is " + to_text(value) + ", must be a whole number");
        }
    }
}

/// Smallest and largest weight that can occur.
struct Extremes {
    double low = 0, high = 0;
};
Extremes extremes(const Projection& projection) {
    if (projection.rule.kind != RuleKind::explicit_list) {
        return {projection.weight.smallest(), projection.weight.largest()};
    }
    if (!projection.rule.edges || projection.rule.edges->size() == 0) { return {}; }
    const double most = projection.rule.edges->max_abs_weight();
    return {inhibits(projection) ? -most : 0, excites(projection) ? most : 0};
}

void weights(const Findings& findings, const std::string& where, const Projection& projection,
             const SynapseInfo& info) {
    const auto [low, high] = extremes(projection);
    const std::string name(info.name);
    if (low < 0 && high > 0) {
        const bool listed = projection.rule.kind == RuleKind::explicit_list;
        const std::string found = listed ? "has both signs in the list"
                                         : "reaches from " + to_text(low) + " to " + to_text(high);
        findings.add(where + ".weight", found + "; the weights of a plastic projection (" + name +
                                            ") must have one sign");
        return;
    }
    if (low < 0 && !info.may_inhibit) {
        findings.add(where + ".weight",
                     "reaches " + to_text(low) + "; " + name + " needs weights >= 0");
        return;
    }
    const double most = std::max(std::abs(low), std::abs(high));
    const Field* field = find_param(info, info.bound);
    if (field != nullptr) {
        const double bound = synapse_param(projection, *field);
        const std::string place = where + ".synapse." + std::string(field->name);
        if (bound == 0 || (most > 0 && (bound < 0) != (low < 0))) {
            findings.add(place, "is " + to_text(bound) +
                                    ", must have the sign of the weights, which reach " +
                                    to_text(low < 0 ? low : high));
        } else if (most > std::abs(bound)) {
            findings.add(place, "is " + to_text(bound) + ", but initial weights reach " +
                                    to_text(low < 0 ? low : high));
        }
    }
    const Field* least = find_param(info, "Wmin");
    if (least != nullptr && field != nullptr) {
        const double w_min = synapse_param(projection, *least);
        const double w_max = synapse_param(projection, *field);
        if (low < w_min || w_min >= w_max) {
            findings.add(where + ".synapse.Wmin",
                         "is " + to_text(w_min) + ", must be below Wmax (" + to_text(w_max) +
                             ") and at most the smallest initial weight (" + to_text(low) + ")");
        }
    }
    const auto limit = projection.synapse_params.find(weight_limit.name);
    if (limit != projection.synapse_params.end() && limit->second < most) {
        findings.add(
            where + ".synapse.weight_limit",
            "is " + to_text(limit->second) + ", but initial weights reach " + to_text(most));
    }
}

/// The transmitter, and what its rule asks of delays.
void modulation(const Findings& findings, const std::string& where, const Projection& projection,
                const SynapseInfo& info) {
    const std::string place = where + ".synapse.volume_transmitter";
    if (!info.modulated) {
        if (projection.volume_transmitter) {
            findings.add(place, "synapse model " + projection.synapse_model +
                                    " hears no volume transmitter");
        }
        return;
    }
    if (!projection.volume_transmitter) {
        findings.add(place, "is missing: " + projection.synapse_model +
                                " needs the population whose spikes are dopamine");
    }
    const double dt_ms = findings.description.dt_ms;
    const double heard = projection.volume_delay_ms;
    if (!(heard >= dt_ms * (1 - grid_tolerance)) || !on_grid(heard, dt_ms) ||
        std::round(heard / dt_ms) > longest_delay_steps) {
        findings.add(where + ".synapse.volume_delay",
                     "is " + to_text(heard) + " ms, must be a multiple of dt (" + to_text(dt_ms) +
                         " ms) from dt to " + to_text(longest_delay_steps) + " dt");
    }
    const bool listed = projection.rule.edges != nullptr;
    const bool one_delay =
        listed ? projection.rule.edges->min_delay_ms() == projection.rule.edges->max_delay_ms()
               : projection.delay.is_constant();
    if (!one_delay) {
        findings.add(where + ".delay",
                     "varies; " + projection.synapse_model + " needs one delay for the projection");
    }
    const auto value = [&](std::string_view name) {
        return synapse_param(projection, *find_param(info, name));
    };
    if (value("tau_c") < value("tau_plus")) {
        findings.add(where + ".synapse.tau_c", "is " + to_text(value("tau_c")) +
                                                   " ms, must be at least tau_plus (" +
                                                   to_text(value("tau_plus")) + " ms)");
    }
}

/// The history of the target is known up to the step before delivery only.
void dendrite(const Findings& findings, const std::string& where, const Projection& projection) {
    const bool listed = projection.rule.kind == RuleKind::explicit_list;
    if (listed && !projection.rule.edges) { return; }
    const double dt_ms = findings.description.dt_ms;
    const double shortest =
        listed ? projection.rule.edges->min_delay_ms() : projection.delay.smallest();
    const double steps = std::max(1.0, std::round(shortest / dt_ms));
    const double dendritic = projection.dendritic_fraction * steps;
    if (!(dendritic < 0.5)) { return; }
    findings.add(where + ".dendritic_fraction",
                 "is " + to_text(projection.dendritic_fraction) + ": of the shortest delay, " +
                     to_text(steps * dt_ms) + " ms, less than half a step of dt (" +
                     to_text(dt_ms) + " ms) would be dendritic; " + projection.synapse_model +
                     " needs at least one step");
}

/// Rules that follow the potential need a model that has low-passed ones.
void potentials(const Findings& findings, const std::string& where, const Projection& projection,
                const SynapseInfo& info) {
    if (!info.follows_voltage) { return; }
    const auto& target = findings.description.populations[projection.target];
    const ModelInfo* model = find_neuron_model(target.model);
    if (model == nullptr || !voltage::variables_of(*model).empty()) { return; }
    std::string names, models;
    for (const auto& name : voltage::names) {
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    for (const auto& one : neuron_models()) {
        if (voltage::variables_of(one).empty()) { continue; }
        models += (models.empty() ? "" : ", ") + std::string(one.name);
    }
    findings.add(where + ".synapse", projection.synapse_model + " follows " + names +
                                         " of its target, which model " + target.model +
                                         " of population '" + target.name +
                                         "' does not have; use a target of model " + models);
}

}  // namespace

void synapse(const Findings& findings, const std::string& where, const Projection& projection) {
    const bool fraction = inside(projection.dendritic_fraction, {0, 1});
    if (!fraction) {
        findings.add(where + ".dendritic_fraction",
                     "is " + to_text(projection.dendritic_fraction) + ", " + to_text(Range{0, 1}));
    }
    const SynapseInfo* info = find_synapse_model(projection.synapse_model);
    if (info == nullptr && is_plastic(projection)) {
        std::vector<std::string_view> known{static_synapse};
        for (const auto& model : synapse_models()) { known.push_back(model.name); }
        findings.add(where + ".synapse", "there is no synapse model '" + projection.synapse_model +
                                             "'" + suggest(projection.synapse_model, known));
        return;
    }
    if (info == nullptr) {
        for (const auto& [name, value] : projection.synapse_params) {
            findings.add(
                where + ".synapse." + name,
                std::string(static_synapse) + " has no parameters beside weight and delay");
        }
        return;
    }
    params(findings, where, projection, *info);
    const bool listed = projection.rule.kind == RuleKind::explicit_list;
    if (!listed && (!fault(projection.weight).empty() || !fault(projection.delay).empty())) {
        return;  // reported where it belongs
    }
    weights(findings, where, projection, *info);
    modulation(findings, where, projection, *info);
    potentials(findings, where, projection, *info);
    if (fraction && info->uses_history) { dendrite(findings, where, projection); }
}

}  // namespace callosum::check
