#include <algorithm>
#include <cmath>
#include <set>

#include "network/describe/check.hpp"

namespace callosum::check {

namespace {

/// Times of input spikes: on the grid, above 0 (as in NEST) and in order.
void spike_times(const Findings& findings, const std::string& where,
                 const std::vector<double>& times_ms) {
    const double dt_ms = findings.description.dt_ms;
    for (std::size_t n = 0; n < times_ms.size(); ++n) {
        const std::string place = where + ".spike_times[" + std::to_string(n) + "]";
        const std::string found = "is " + to_text(times_ms[n]) + " ms, ";
        if (!std::isfinite(times_ms[n]) || times_ms[n] <= 0) {
            findings.add(place, found + "must be > 0 ms");
        } else if (!on_grid(times_ms[n], dt_ms)) {
            findings.add(place, found + "must be a multiple of dt (" + to_text(dt_ms) + " ms)");
        } else if (n > 0 && times_ms[n] < times_ms[n - 1]) {
            findings.add(place, found + "must not be before the time in front of it");
        } else {
            continue;
        }
        return;  // the first one shows what is wrong; there may be millions
    }
}

void steps_of_current(const Findings& findings, const std::string& where,
                      const Stimulus& stimulus) {
    const double dt_ms = findings.description.dt_ms;
    const auto& times_ms = stimulus.times_ms;
    if (times_ms.size() != stimulus.amplitudes_pA.size()) {
        findings.add(where + ".amplitude_values",
                     "has " + std::to_string(stimulus.amplitudes_pA.size()) +
                         " numbers, but there are " + std::to_string(times_ms.size()) +
                         " amplitude_times");
    }
    for (std::size_t n = 0; n < times_ms.size(); ++n) {
        const std::string place = where + ".amplitude_times[" + std::to_string(n) + "]";
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
    for (std::size_t n = 0; n < stimulus.amplitudes_pA.size(); ++n) {
        if (!std::isfinite(stimulus.amplitudes_pA[n])) {
            findings.add(where + ".amplitude_values[" + std::to_string(n) + "]",
                         "is not a finite number");
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
        is_spiking(stimulus.kind)) {
        findings.add(where + ".receptor", "is missing; name one of the " +
                                              std::to_string(n_ports(target, *model)) +
                                              " ports of model " + target.model + ", 0 first");
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

void stimulus(const Findings& findings, const Stimulus& stimulus) {
    const std::string where = "stimuli." + stimulus.name;
    const auto& populations = findings.description.populations;
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
    const bool spiking = stimulus.kind == StimulusKind::poisson_generator ||
                         stimulus.kind == StimulusKind::spike_generator;
    if (spiking) {
        values(findings, where + ".weight", stimulus.weight, size, {});
        delay(findings, where, stimulus.delay_ms);
    }
    switch (stimulus.kind) {
        case StimulusKind::poisson_generator:
            values(findings, where + ".rate", stimulus.rate, size,
                   {0, highest_rate_hz, false, "spikes/s"});
            break;
        case StimulusKind::spike_generator:
            spike_times(findings, where, stimulus.times_ms);
            break;
        case StimulusKind::dc_generator:
            values(findings, where + ".amplitude", stimulus.amplitude_pA, size, {});
            break;
        case StimulusKind::step_current_generator:
            steps_of_current(findings, where, stimulus);
            break;
    }
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
