#include <algorithm>
#include <cmath>
#include <set>

#include "network/describe/check.hpp"
#include "network/describe/nearest.hpp"

namespace callosum::check {

namespace {

Range range_of(const StimulusField& field) {
    return {field.low, field.high, field.low_open, field.unit};
}

/// Times at which something changes: on the grid, ascending.
void change_times(const Findings& findings, const std::string& where,
                  const std::vector<double>& times_ms) {
    const double dt_ms = findings.description.dt_ms;
    for (std::size_t n = 0; n < times_ms.size(); ++n) {
        const std::string place = where + "[" + std::to_string(n) + "]";
        const std::string found = "is " + to_text(times_ms[n]) + " ms, ";
        if (!std::isfinite(times_ms[n]) || times_ms[n] < 0) {
            findings.add(place, found + "must be >= 0 ms");
        } else if (!on_grid(times_ms[n], dt_ms)) {
            findings.add(place, found + "must be a multiple of dt (" + to_text(dt_ms) + " ms)");
        } else if (n > 0 && times_ms[n] <= times_ms[n - 1]) {
            findings.add(place, found + "must be later than the time in front of it");
        } else {
            continue;
        }
        break;
    }
}

/// Numbers that hold from the times of another list on.
void change_values(const Findings& findings, const std::string& where, const Stimulus& stimulus,
                   const StimulusField& field) {
    const auto& numbers = list_of(stimulus, field.name);
    const auto n_times = list_of(stimulus, field.at).size();
    if (n_times != numbers.size()) {
        findings.add(where, "has " + std::to_string(numbers.size()) + " numbers, but there are " +
                                std::to_string(n_times) + " " + std::string(field.at));
    }
    for (std::size_t n = 0; n < numbers.size(); ++n) {
        const std::string place = where + "[" + std::to_string(n) + "]";
        if (!std::isfinite(numbers[n])) {
            findings.add(place, "is not a finite number");
        } else if (!inside(numbers[n], range_of(field))) {
            findings.add(place, "is " + to_text(numbers[n]) + ", " + to_text(range_of(field)));
        }
    }
}

void times(const Findings& findings, const std::string& where,
           const std::vector<double>& times_ms) {
    for (std::size_t n = 0; n < times_ms.size(); ++n) {
        if (!std::isfinite(times_ms[n]) || times_ms[n] < 0) {
            findings.add(where + "[" + std::to_string(n) + "]",
                         "is " + to_text(times_ms[n]) + " ms, must be >= 0 ms");
            return;
        }
    }
}

/// A parameter that is one number.
void number(const Findings& findings, const std::string& place, const Stimulus& stimulus,
            const StimulusField& field) {
    const double dt_ms = findings.description.dt_ms;
    const double found = number_of(stimulus, field.name, dt_ms);
    if (!std::isfinite(found)) {
        findings.add(place, "is not a finite number");
    } else if (!inside(found, range_of(field))) {
        findings.add(place, "is " + to_text(found) + ", " + to_text(range_of(field)));
    } else if (field.value == StimulusValue::whole && found != std::floor(found)) {
        findings.add(place, "is " + to_text(found) + ", must be a whole number");
    } else if (field.on_grid && !on_grid(found, dt_ms)) {
        findings.add(place, "is " + to_text(found) + " ms, must be a multiple of dt (" +
                                to_text(dt_ms) + " ms)");
    }
}

/// Numbers of which one must be below another.
void orders(const Findings& findings, const std::string& where, const Stimulus& stimulus) {
    const auto& info = info_of(stimulus);
    for (const auto& order : info.orders) {
        const double lesser = number_of(stimulus, order.lesser, findings.description.dt_ms);
        const double greater = number_of(stimulus, order.greater, findings.description.dt_ms);
        const auto* field = info.find(order.lesser);
        const std::string unit = field->unit == "1" ? "" : " " + std::string(field->unit);
        if (order.or_equal && lesser > greater) {
            findings.add(where + "." + std::string(order.lesser),
                         "is " + to_text(lesser) + unit + ", must be at most " +
                             std::string(order.greater) + " (" + to_text(greater) + unit + ")");
        } else if (!order.or_equal && !(lesser < greater)) {
            findings.add(where + "." + std::string(order.greater),
                         "is " + to_text(greater) + unit + ", must be > " +
                             std::string(order.lesser) + " (" + to_text(lesser) + unit + ")");
        }
    }
}

/// Devices act where their targets are, so a delay of 0 is possible beside those from dt on.
void delay(const Findings& findings, const std::string& where, double delay_ms) {
    const double dt_ms = findings.description.dt_ms;
    const bool none = delay_ms == 0;
    if (!std::isfinite(delay_ms) || (!none && delay_ms / dt_ms < 1 - grid_tolerance)) {
        findings.add(where + ".delay", "is " + to_text(delay_ms) +
                                           " ms, must be 0 or at least dt (" + to_text(dt_ms) +
                                           " ms)");
    } else if (std::round(delay_ms / dt_ms) > longest_delay_steps) {
        findings.add(where + ".delay", "is " + to_text(delay_ms) + " ms, at most " +
                                           to_text(longest_delay_steps) +
                                           " steps of dt are possible");
    }
}

void receptor(const Findings& findings, const std::string& where, const Stimulus& stimulus) {
    const auto& target = findings.description.populations[stimulus.target];
    const ModelInfo* model = find_neuron_model(target.model);
    if (model != nullptr && !stimulus.receptor && model->receptor_per_list_element &&
        is_spiking(stimulus)) {
        findings.add(where + ".receptor", "is missing; name one of the " +
                                              std::to_string(n_ports(target, *model)) +
                                              " ports of model " + target.model + ", 0 first");
    }
    if (model != nullptr && model->counts_spikes && is_spiking(stimulus) &&
        (lowest(stimulus.weight) != 1 || highest(stimulus.weight) != 1)) {
        findings.add(where + ".weight",
                     "is not always 1; the target counts spikes, so all must be 1");
    }
    if (model != nullptr && model->conductances && stimulus.receptor &&
        lowest(stimulus.weight) < 0) {
        findings.add(where + ".weight",
                     "reaches " + to_text(lowest(stimulus.weight)) +
                         "; at a receptor that is named weights are conductances, which must be "
                         ">= 0 nS");
    }
    if (model != nullptr && stimulus.receptor && *stimulus.receptor >= n_ports(target, *model)) {
        findings.add(where + ".receptor", "is port " + std::to_string(*stimulus.receptor) +
                                              "; model " + target.model + " has " +
                                              std::to_string(n_ports(target, *model)) + " ports");
    }
}

/// A parameter with a number per target; where all targets have one train, with one number.
void per_target(const Findings& findings, const std::string& where, const Stimulus& stimulus,
                const StimulusField& field) {
    const Values found = values_of(stimulus, field.name);
    values(findings, where, found, stimulus.target_slice.size(), range_of(field));
    if (!is_spiking(stimulus) || !(stimulus.shared || info_of(stimulus).hidden_train)) { return; }
    const auto* one = std::get_if<Distribution>(&found);
    if (one == nullptr || !one->is_constant()) {
        findings.add(where, "must be one number where all targets have one train");
    }
}

void parameter(const Findings& findings, const std::string& of_stimulus, const Stimulus& stimulus,
               const StimulusField& field) {
    const std::string where = of_stimulus + "." + std::string(field.name);
    switch (field.value) {
        case StimulusValue::number:
        case StimulusValue::whole:
            number(findings, where, stimulus, field);
            break;
        case StimulusValue::values:
            per_target(findings, where, stimulus, field);
            break;
        case StimulusValue::times:
            times(findings, where, list_of(stimulus, field.name));
            break;
        case StimulusValue::change_times:
            change_times(findings, where, list_of(stimulus, field.name));
            break;
        case StimulusValue::change_values:
            change_values(findings, where, stimulus, field);
            break;
        case StimulusValue::trains:
            spike_times(findings, of_stimulus, stimulus, field);
            break;
        case StimulusValue::one_train:
        case StimulusValue::separate_trains:
        case StimulusValue::method:
        case StimulusValue::train_file:
        case StimulusValue::train_population:
        case StimulusValue::samples:
        case StimulusValue::order:
            break;
    }
}

bool is_known(const Findings& findings, const std::string& where, const Stimulus& stimulus) {
    if (find_stimulus_model(stimulus.model) != nullptr) { return true; }
    std::vector<std::string_view> known;
    for (const auto& one : stimulus_models()) { known.push_back(one.name); }
    findings.add(where + ".model", "there is no stimulus model '" + stimulus.model + "'" +
                                       suggest(stimulus.model, known));
    return false;
}

void stimulus(const Findings& findings, const Stimulus& stimulus) {
    const std::string where = "stimuli." + stimulus.name;
    const auto& populations = findings.description.populations;
    if (!is_known(findings, where, stimulus)) { return; }
    interval(findings, where, stimulus.start_ms, stimulus.stop_ms);
    if (stimulus.target >= populations.size()) {
        findings.add(where + ".target",
                     "there is no population number " + std::to_string(stimulus.target));
        return;
    }
    if (!slice(findings, where + ".target", stimulus.target_slice, populations[stimulus.target])) {
        return;
    }
    receptor(findings, where, stimulus);
    const std::uint64_t size = stimulus.target_slice.size();
    if (is_spiking(stimulus)) {
        values(findings, where + ".weight", stimulus.weight, size, {});
        delay(findings, where, stimulus.delay_ms);
    }
    for (const auto& field : info_of(stimulus).params) {
        parameter(findings, where, stimulus, field);
    }
    orders(findings, where, stimulus);
    if (info_of(stimulus).encodes) { samples(findings, where, stimulus); }
    const auto fault_of = info_of(stimulus).fault;
    const auto fault = fault_of == nullptr
                           ? std::nullopt
                           : fault_of(NumbersOf(stimulus, findings.description.dt_ms));
    if (fault) { findings.add(where + "." + std::string(fault->field), fault->what); }
}

}  // namespace

void stimuli(const Findings& findings) {
    std::set<std::string_view> seen;
    for (const auto& one : findings.description.stimuli) {
        if (one.name.empty() || one.name.find_first_of("./[]") != std::string::npos) {
            findings.add("stimuli." + one.name, "the name is empty or has one of . / [ ]");
        } else if (!seen.insert(one.name).second) {
            findings.add("stimuli." + one.name, "two stimuli have this name");
        }
        stimulus(findings, one);
    }
}

}  // namespace callosum::check
