#include <algorithm>

#include "io/experiment/read_network.hpp"
#include "io/experiment/read_values.hpp"
#include "io/lists/sample_file.hpp"
#include "io/lists/spike_train_file.hpp"

namespace callosum {

namespace {

/// A list of lists of times, one per target.
void read_trains(const Cursor& at, Stimulus& stimulus) {
    std::vector<std::vector<double>> trains;
    for (std::size_t n = 0; n < at.value().size(); ++n) {
        if (!at.element(n).value().is_array()) {
            at.element(n).expected("a list of times, as the first one is");
            return;
        }
        const auto times = read_numbers(at.element(n));
        if (!times) { return; }
        trains.push_back(*times);
    }
    stimulus.trains = make_spike_trains(trains);
}

void read_spike_times(const Object& object, Stimulus& stimulus) {
    if (stimulus.kind != StimulusKind::spike_generator) { return; }
    if (object.has("spike_times") == object.has("file")) {
        if (object.valid() && !object.at().value().contains("file")) {
            object.at().problem("stimulus spike_generator needs \"spike_times\" or \"file\"");
        } else if (object.has("file")) {
            object["file"].problem("stands beside \"spike_times\"; one of them is enough");
        }
        return;
    }
    if (object.has("file")) {
        stimulus.trains =
            guarded(object["file"], [&] {
                return open_spike_trains(resolve_path(object.at().context(), object.text("file")),
                                         object.text("population"));
            }).value_or(nullptr);
        return;
    }
    const Cursor times = object["spike_times"];
    const auto& value = times.value();
    if (value.is_array() && !value.empty() && value[0].is_array()) {
        read_trains(times, stimulus);
    } else {
        stimulus.times_ms = read_numbers(times).value_or(stimulus.times_ms);
    }
}

void read_data(const Object& object, Stimulus& stimulus) {
    if (!info_of(stimulus.kind).encodes) { return; }
    if (object.has("data")) {
        const Object data(object["data"], "file");
        if (data.has("file")) {
            stimulus.samples =
                guarded(data["file"], [&] {
                    return open_samples(resolve_path(object.at().context(), data.text("file")),
                                        data.text("dataset"));
                }).value_or(nullptr);
        }
    }
    if (!object.has("order")) { return; }
    const Cursor order = object["order"];
    if (!order.value().is_array() || order.value().empty()) {
        order.expected("a list of samples, from 0");
        return;
    }
    for (std::size_t n = 0; n < order.value().size(); ++n) {
        const auto sample = order.element(n).count();
        if (!sample) { return; }
        stimulus.order.push_back(*sample);
    }
}

/// The method must be one of this kind's.
void read_method(const Object& object, Stimulus& stimulus) {
    if (!object.has("method")) { return; }
    const auto methods = info_of(stimulus.kind).methods;
    const std::string found = object.text("method");
    if (methods.empty()) { return; }  // a foreign key, which has been reported
    if (format::has_word(methods, found, '|')) {
        stimulus.method = found;
        return;
    }
    std::string words(methods);
    std::replace(words.begin(), words.end(), '|', ' ');
    object["method"].problem("stimulus " + std::string(name_of(stimulus.kind)) +
                             " has no method \"" + found + "\"; there are: " + words);
}

}  // namespace

// The kinds stand in the order of the table in format.cpp, which holds the names.
std::string_view name_of(StimulusKind kind) {
    return format::stimulus_kinds()[static_cast<std::size_t>(kind)].name;
}

void NetworkReader::read_stimuli() {
    if (!root_.has("stimuli")) { return; }
    const Cursor all = root_["stimuli"];
    if (!all.value().is_object()) {
        all.expected("an object with one member per stimulus");
        return;
    }
    for (const auto& item : all.value().items()) {
        const Object object(all.member(item.key()), "stimulus");
        description_.stimuli.push_back(read_stimulus(object, item.key()));
    }
}

Stimulus NetworkReader::read_stimulus(const Object& object, const std::string& name) {
    Stimulus stimulus;
    stimulus.name = name;
    const std::string model = object.text("model");
    object.check_kind(format::stimulus_kinds(), model, "stimulus");
    for (std::size_t kind = 0; kind < format::stimulus_kinds().size(); ++kind) {
        if (format::stimulus_kinds()[kind].name == model) {
            stimulus.kind = static_cast<StimulusKind>(kind);
        }
    }
    const End target = read_end(object, "target");
    stimulus.target = target.population;
    stimulus.target_slice = target.slice;
    stimulus.receptor = read_port(object, stimulus.target);
    stimulus.start_ms = object.number("start");
    stimulus.stop_ms = object.maybe_number("stop").value_or(unbounded);
    const auto values = [&](std::string_view key, Values& into) {
        if (object.has(key)) { into = read_values(object[key]).value_or(into); }
    };
    const auto numbers = [&](std::string_view key, std::vector<double>& into) {
        if (object.has(key)) { into = read_numbers(object[key]).value_or(into); }
    };
    values("rate", stimulus.rate);
    values("amplitude", stimulus.amplitude);
    values("weight", stimulus.weight);
    numbers("pulse_times", stimulus.times_ms);
    numbers("amplitude_times", stimulus.times_ms);
    numbers("amplitude_values", stimulus.amplitudes_pA);
    numbers("rate_times", stimulus.times_ms);
    numbers("rate_values", stimulus.rates_hz);
    for (const auto& field : info_of(stimulus.kind).numbers) {
        if (object.has(field.name)) {
            stimulus.numbers.emplace(field.name, object.number(field.name));
        }
    }
    stimulus.shared = info_of(stimulus.kind).shared;
    if (object.has("shared")) { stimulus.shared = object.flag("shared"); }
    if (object.has("individual_spike_trains")) {
        stimulus.shared = !object.flag("individual_spike_trains");
    }
    read_spike_times(object, stimulus);
    read_data(object, stimulus);
    read_method(object, stimulus);
    if (is_spiking(stimulus.kind)) {
        stimulus.delay_ms = object.maybe_number("delay").value_or(description_.dt_ms);
    }
    return stimulus;
}

}  // namespace callosum
