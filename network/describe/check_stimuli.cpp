#include <algorithm>
#include <cmath>
#include <set>

#include "network/describe/check.hpp"

namespace callosum::check {

namespace {

/// Numbers that hold from a time on, and those times.
void changes(const Findings& findings, const std::string& where, const std::string& name,
             const std::vector<double>& times_ms, const std::vector<double>& numbers,
             const Range& range) {
    const double dt_ms = findings.description.dt_ms;
    if (times_ms.size() != numbers.size()) {
        findings.add(where + "." + name + "_values",
                     "has " + std::to_string(numbers.size()) + " numbers, but there are " +
                         std::to_string(times_ms.size()) + " " + name + "_times");
    }
    for (std::size_t n = 0; n < times_ms.size(); ++n) {
        const std::string place = where + "." + name + "_times[" + std::to_string(n) + "]";
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
    for (std::size_t n = 0; n < numbers.size(); ++n) {
        const std::string place = where + "." + name + "_values[" + std::to_string(n) + "]";
        if (!std::isfinite(numbers[n])) {
            findings.add(place, "is not a finite number");
        } else if (!inside(numbers[n], range)) {
            findings.add(place, "is " + to_text(numbers[n]) + ", " + to_text(range));
        }
    }
}

void pulses(const Findings& findings, const std::string& where, const Stimulus& stimulus) {
    for (std::size_t n = 0; n < stimulus.times_ms.size(); ++n) {
        if (!std::isfinite(stimulus.times_ms[n]) || stimulus.times_ms[n] < 0) {
            findings.add(where + ".pulse_times[" + std::to_string(n) + "]",
                         "is " + to_text(stimulus.times_ms[n]) + " ms, must be >= 0 ms");
            return;
        }
    }
}

/// The parameters that are one number each.
void numbers(const Findings& findings, const std::string& where, const Stimulus& stimulus) {
    const double dt_ms = findings.description.dt_ms;
    for (const auto& field : info_of(stimulus.kind).numbers) {
        const double found = number_of(stimulus, field.name, dt_ms);
        const std::string place = where + "." + std::string(field.name);
        const Range range{field.low, field.high, field.low_open, field.unit};
        if (!std::isfinite(found)) {
            findings.add(place, "is not a finite number");
        } else if (!inside(found, range)) {
            findings.add(place, "is " + to_text(found) + ", " + to_text(range));
        } else if (field.whole && found != std::floor(found)) {
            findings.add(place, "is " + to_text(found) + ", must be a whole number");
        } else if (field.on_grid && !on_grid(found, dt_ms)) {
            findings.add(place, "is " + to_text(found) + " ms, must be a multiple of dt (" +
                                    to_text(dt_ms) + " ms)");
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
    if (model != nullptr && model->counts_spikes && is_spiking(stimulus.kind) &&
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

/// One train, one rate.
void one_rate(const Findings& findings, const std::string& where, const Stimulus& stimulus) {
    const bool mip = stimulus.kind == StimulusKind::mip_generator;
    if (!stimulus.shared && !mip) { return; }
    const auto* rate = std::get_if<Distribution>(&stimulus.rate);
    const auto* amplitude = std::get_if<Distribution>(&stimulus.amplitude);
    for (const auto* one : {rate, amplitude}) {
        if (one != nullptr && one->is_constant()) { continue; }
        findings.add(where + (one == rate ? ".rate" : ".amplitude"),
                     "must be one number where all targets have one train");
    }
}

void by_kind(const Findings& findings, const std::string& where, const Stimulus& stimulus) {
    const std::uint64_t size = stimulus.target_slice.size();
    const Range rates{0, highest_rate_hz, false, "spikes/s"};
    switch (stimulus.kind) {
        case StimulusKind::sinusoidal_poisson_generator:
            values(findings, where + ".amplitude", stimulus.amplitude, size,
                   {-highest_rate_hz, highest_rate_hz, false, "spikes/s"});
            [[fallthrough]];
        case StimulusKind::poisson_generator:
        case StimulusKind::mip_generator:
            values(findings, where + ".rate", stimulus.rate, size, rates);
            one_rate(findings, where, stimulus);
            break;
        case StimulusKind::inhomogeneous_poisson_generator:
            changes(findings, where, "rate", stimulus.times_ms, stimulus.rates_hz, rates);
            break;
        case StimulusKind::spike_generator:
            if (stimulus.trains != nullptr) {
                spike_trains(findings, where, stimulus);
            } else {
                spike_times(findings, where, stimulus.times_ms);
            }
            break;
        case StimulusKind::pulsepacket_generator:
            pulses(findings, where, stimulus);
            break;
        case StimulusKind::dc_generator:
        case StimulusKind::ac_generator:
            values(findings, where + ".amplitude", stimulus.amplitude, size, {});
            break;
        case StimulusKind::step_current_generator:
            changes(findings, where, "amplitude", stimulus.times_ms, stimulus.amplitudes_pA, {});
            break;
        case StimulusKind::noise_generator: {
            const double std = number_of(stimulus, "std", 1);
            const double modulation = number_of(stimulus, "std_mod", 1);
            if (modulation > std) {
                findings.add(where + ".std_mod", "is " + to_text(modulation) +
                                                     " pA, must be at most std (" + to_text(std) +
                                                     " pA)");
            }
            break;
        }
        case StimulusKind::rate_encoder:
        case StimulusKind::latency_encoder:
        case StimulusKind::phase_encoder:
        case StimulusKind::population_encoder:
        case StimulusKind::delta_encoder:
            encoder(findings, where, stimulus);
            break;
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
    numbers(findings, where, stimulus);
    if (is_spiking(stimulus.kind)) {
        values(findings, where + ".weight", stimulus.weight, size, {});
        delay(findings, where, stimulus.delay_ms);
    }
    by_kind(findings, where, stimulus);
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
