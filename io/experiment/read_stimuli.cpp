#include <algorithm>

#include "io/experiment/read_network.hpp"
#include "io/experiment/read_values.hpp"
#include "io/lists/sample_file.hpp"
#include "io/lists/spike_train_file.hpp"
#include "network/describe/stimulus_numbers.hpp"

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

/// Spike trains in place, or the file with them.
void read_spike_times(const Object& object, Stimulus& stimulus, const StimulusInfo& info) {
    const auto* trains = info.find(StimulusValue::trains);
    if (trains == nullptr) { return; }
    const auto file = info.find(StimulusValue::train_file)->name;
    const auto population = info.find(StimulusValue::train_population)->name;
    const std::string name(trains->name);
    if (object.has(name) == object.has(file)) {
        if (object.valid() && !object.at().value().contains(file)) {
            object.at().problem("stimulus " + stimulus.model + " needs \"" + name + "\" or \"" +
                                std::string(file) + "\"");
        } else if (object.has(file)) {
            object[file].problem("stands beside \"" + name + "\"; one of them is enough");
        }
        return;
    }
    if (object.has(file)) {
        stimulus.trains =
            guarded(object[file], [&] {
                return open_spike_trains(resolve_path(object.at().context(), object.text(file)),
                                         object.text(population));
            }).value_or(nullptr);
        return;
    }
    const Cursor times = object[name];
    const auto& value = times.value();
    if (value.is_array() && !value.empty() && value[0].is_array()) {
        read_trains(times, stimulus);
    } else if (const auto numbers = read_numbers(times)) {
        stimulus.lists.insert_or_assign(name, *numbers);
    }
}

void read_samples(const Object& object, Stimulus& stimulus, std::string_view name) {
    const Object data(object[name], "file");
    if (!data.has("file")) { return; }
    stimulus.samples =
        guarded(data["file"], [&] {
            return open_samples(resolve_path(object.at().context(), data.text("file")),
                                data.text("dataset"));
        }).value_or(nullptr);
}

void read_order(const Cursor& order, Stimulus& stimulus) {
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

/// The method must be one of this model's.
void read_method(const Object& object, Stimulus& stimulus, const StimulusInfo& info,
                 std::string_view name) {
    const std::string found = object.text(name);
    if (format::has_word(info.methods, found, '|')) {
        stimulus.method = found;
        return;
    }
    std::string words(info.methods);
    std::replace(words.begin(), words.end(), '|', ' ');
    object[name].problem("stimulus " + stimulus.model + " has no method \"" + found +
                         "\"; there are: " + words);
}

/// A parameter that is given.
void read_parameter(const Object& object, Stimulus& stimulus, const StimulusInfo& info,
                    const StimulusField& field) {
    const std::string name(field.name);
    switch (field.value) {
        case StimulusValue::number:
        case StimulusValue::whole:
            stimulus.numbers.emplace(name, object.number(name));
            break;
        case StimulusValue::values:
            if (auto found = read_values(object[name])) {
                stimulus.values.emplace(name, std::move(*found));
            }
            break;
        case StimulusValue::times:
        case StimulusValue::change_times:
        case StimulusValue::change_values:
            if (auto found = read_numbers(object[name])) {
                stimulus.lists.emplace(name, std::move(*found));
            }
            break;
        case StimulusValue::one_train:
            stimulus.shared = object.flag(name);
            break;
        case StimulusValue::separate_trains:
            stimulus.shared = !object.flag(name);
            break;
        case StimulusValue::method:
            read_method(object, stimulus, info, name);
            break;
        case StimulusValue::samples:
            read_samples(object, stimulus, name);
            break;
        case StimulusValue::order:
            read_order(object[name], stimulus);
            break;
        case StimulusValue::trains:
        case StimulusValue::train_file:
        case StimulusValue::train_population:
            break;  // together, in read_spike_times
    }
}

}  // namespace

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
    stimulus.model = object.text("model");
    object.check_kind(format::stimulus_kinds(), stimulus.model, "stimulus");
    const End target = read_end(object, "target");
    stimulus.target = target.population;
    stimulus.target_slice = target.slice;
    stimulus.receptor = read_port(object, stimulus.target);
    stimulus.start_ms = object.number("start");
    stimulus.stop_ms = object.maybe_number("stop").value_or(unbounded);
    if (object.has("weight")) {
        stimulus.weight = read_values(object["weight"]).value_or(stimulus.weight);
    }
    const StimulusInfo& info = info_of(stimulus);
    stimulus.shared = info.shared;
    for (const auto& field : info.params) {
        if (object.has(field.name)) { read_parameter(object, stimulus, info, field); }
    }
    read_spike_times(object, stimulus, info);
    if (is_spiking(stimulus)) {
        stimulus.delay_ms = object.maybe_number("delay").value_or(description_.dt_ms);
    }
    return stimulus;
}

}  // namespace callosum
