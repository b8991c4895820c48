#include <set>
#include <utility>

#include "models/synapse/synapse_info.hpp"
#include "network/describe/check.hpp"
#include "network/describe/phases.hpp"

namespace callosum::check {

namespace {

void times(const Findings& findings) {
    const auto& description = findings.description;
    const double end_ms = description.warmup_ms + description.duration_ms;
    double before_ms = 0;
    for (std::size_t p = 0; p < description.phases.size(); ++p) {
        const double at_ms = description.phases[p].at_ms;
        const std::string where = "phases[" + std::to_string(p) + "].at";
        const std::string found = "is " + to_text(at_ms) + " ms, must be ";
        if (!(at_ms > before_ms)) {
            findings.add(where, found + (p == 0 ? "> 0 ms"
                                                : "later than that of the phase before (" +
                                                      to_text(before_ms) + " ms)"));
        } else if (!(at_ms < end_ms)) {
            findings.add(where, found + "before the end of the run (warmup and duration: " +
                                    to_text(end_ms) + " ms)");
        } else if (!on_grid(at_ms, description.dt_ms)) {
            findings.add(where, to_text(at_ms) + " ms is not a multiple of dt (" +
                                    to_text(description.dt_ms) + " ms)");
        }
        before_ms = at_ms;
    }
}

constexpr const char* fixed = "cannot change in mid-run";

/// Where receptors and state variables are one per element, their number is part of the network.
void same_lengths(const Findings& findings, const std::string& where, const Population& before,
                  const Population& after, const ModelInfo& model) {
    const auto length = [](const Population& population, const ListField& field) {
        const auto given = population.lists.find(std::string(field.name));
        return given == population.lists.end() ? field.default_value.size() : given->second.size();
    };
    for (const auto& field : model.lists) {
        const std::size_t was = length(before, field);
        const std::size_t is = length(after, field);
        if (was == is) { continue; }
        findings.add(where + ".params." + std::string(field.name),
                     "has " + std::to_string(is) + " numbers; its length, " + std::to_string(was) +
                         ", " + fixed);
    }
}

/// A table that was read twice is the same if its file is.
bool moved(const std::optional<Positions>& before, const std::optional<Positions>& after) {
    if (!before || !after) { return before.has_value() != after.has_value(); }
    return before->kind != after->kind || before->extent != after->extent ||
           before->shape != after->shape || before->file != after->file ||
           before->dataset != after->dataset;
}

void same_frame(const Findings& findings, const Population& before, const Population& after) {
    const std::string where = "populations." + before.name;
    const auto refuse = [&](bool changed, const char* key) {
        if (changed) { findings.add(where + "." + key, fixed); }
    };
    refuse(before.name != after.name, "name");
    refuse(before.size != after.size, "size");
    refuse(before.model != after.model, "model");
    refuse(moved(before.positions, after.positions), "positions");
    refuse(before.mean_rate != after.mean_rate, "mean_rate");
    refuse(before.separate_receptors != after.separate_receptors, "separate_receptors");
    refuse(before.homeostasis != after.homeostasis, "homeostasis");
    if (before.initial != after.initial) {
        findings.add(where + ".initial", "is the state at the start of the run and " +
                                             std::string(fixed) + "; a phase keeps the state");
    }
    const ModelInfo* model = find_neuron_model(before.model);
    if (model == nullptr || before.model != after.model) { return; }
    same_lengths(findings, where, before, after, *model);
    const auto changes = [&](const Field& field) {
        const auto value = [&](const Population& population) {
            const auto given = population.params.find(std::string(field.name));
            return given == population.params.end()
                       ? Values(Distribution::constant(field.default_value))
                       : given->second;
        };
        return value(before) != value(after);
    };
    for (const auto& field : history_fields(*model)) {
        refuse(changes(field), ("params." + std::string(field.name)).c_str());
    }
    for (const auto& field : model->params) {
        refuse(field.fixed && changes(field), ("params." + std::string(field.name)).c_str());
    }
}

void same_frame(const Findings& findings, const Stimulus& before, const Stimulus& after) {
    const std::string where = "stimuli." + before.name;
    const auto refuse = [&](bool changed, const char* key) {
        if (!changed) { return; }
        findings.add(where + "." + key,
                     std::string(fixed) + "; use two stimuli, one with a stop, one with a start");
    };
    refuse(before.name != after.name, "name");
    refuse(before.model != after.model, "model");
    refuse(before.target != after.target || before.target_slice != after.target_slice, "target");
}

/// Indices that a phase names must exist before it can be looked at.
bool named_items_exist(const Findings& findings, const PhaseChange& phase) {
    const auto& description = findings.description;
    const auto beyond = [](const auto& items, std::size_t size) {
        return !items.empty() && items.rbegin()->first >= size;
    };
    const bool lacking = beyond(phase.populations, description.populations.size()) ||
                         beyond(phase.stimuli, description.stimuli.size());
    if (lacking) { findings.add("", "names a population or stimulus that does not exist"); }
    return !lacking;
}

/// An item that changes what it must not is put back: what follows from it need not be said.
template <class Item>
void keep_frames(const Findings& findings, const std::map<std::size_t, Item>& changed,
                 const std::vector<Item>& before, std::vector<Item>& after) {
    for (const auto& [index, item] : changed) {
        const std::size_t n_problems = findings.problems.size();
        same_frame(findings, before[index], item);
        if (findings.problems.size() > n_problems) { after[index] = before[index]; }
    }
}

}  // namespace

void phases(const Findings& findings) {
    if (findings.description.phases.empty()) { return; }
    times(findings);
    // What was wrong before a phase is wrong after it too, and has been said.
    std::set<std::pair<std::string, std::string>> said;
    for (const auto& problem : findings.problems) { said.emplace(problem.where, problem.what); }
    Description before = findings.description;
    for (std::size_t p = 0; p < findings.description.phases.size(); ++p) {
        const auto& phase = findings.description.phases[p];
        std::vector<Problem> found;
        Description after = before;
        const Findings own{after, found};
        if (named_items_exist(own, phase)) {
            apply(after, phase);
            keep_frames(own, phase.populations, before.populations, after.populations);
            keep_frames(own, phase.stimuli, before.stimuli, after.stimuli);
            populations(own);
            stimuli(own);
            records(own);
        }
        for (auto& problem : found) {
            if (!said.emplace(problem.where, problem.what).second) { continue; }
            const std::string dot = problem.where.empty() ? "" : ".";
            findings.add(phase_path(p) + dot + problem.where, problem.what);
        }
        before = std::move(after);
    }
}

}  // namespace callosum::check
