#include "io/experiment/resolve_stimulus.hpp"

#include <cmath>
#include <vector>

#include "engine/base/error.hpp"
#include "network/describe/stimulus_numbers.hpp"

namespace callosum {

void put_bound(Json& json, const char* key, double value) {
    if (std::isfinite(value)) { json[key] = value; }
}

Json to_json(const Distribution& drawn) {
    using Kind = Distribution::Kind;
    if (drawn.is_constant()) { return drawn.a; }
    Json json;
    switch (drawn.kind) {
        case Kind::constant:
            break;
        case Kind::uniform:
            return {{"distribution", "uniform"}, {"min", drawn.a}, {"max", drawn.b}};
        case Kind::normal:
            json = {{"distribution", "normal"}, {"mean", drawn.a}, {"std", drawn.b}};
            break;
        case Kind::lognormal:
            json = {{"distribution", "lognormal"}, {"mean", drawn.a}, {"std", drawn.b}};
            break;
        case Kind::exponential:
            json = {{"distribution", "exponential"}, {"mean", drawn.a}};
            break;
    }
    put_bound(json, "min", drawn.min);
    put_bound(json, "max", drawn.max);
    json["outside"] = drawn.outside == Distribution::Outside::clip ? "clip" : "redraw";
    return json;
}

Json to_json(const Selection& neurons) {
    Json json = Json::array();
    for (const auto& range : neurons) { json.push_back({range.first, range.last}); }
    return json;
}

Json to_json(const Values& values) {
    if (const auto* drawn = std::get_if<Distribution>(&values)) { return to_json(*drawn); }
    return std::get<std::vector<double>>(values);
}

namespace {

void put_number(Json& json, const Stimulus& stimulus, const StimulusField& field, double dt_ms) {
    const double number = number_of(stimulus, field.name, dt_ms);
    const std::string name(field.name);
    if (field.value == StimulusValue::whole) {
        json[name] = static_cast<std::uint64_t>(number);
    } else {
        json[name] = number;
    }
}

/// Trains by the name of their file, or one list for each target.
void put_trains(Json& json, const Stimulus& stimulus, const std::string& name) {
    if (stimulus.trains == nullptr) {
        json[name] = list_of(stimulus, name);
        return;
    }
    if (const auto file = stimulus.trains->file()) {
        const auto& info = info_of(stimulus);
        json[std::string(info.find(StimulusValue::train_file)->name)] = file->path;
        if (!file->part.empty()) {
            json[std::string(info.find(StimulusValue::train_population)->name)] = file->part;
        }
        return;
    }
    std::vector<std::vector<double>> trains(stimulus.trains->n_targets());
    stimulus.trains->visit([&](const TrainSpike* spikes, std::size_t n, std::uint64_t) {
        for (std::size_t k = 0; k < n; ++k) {
            trains[spikes[k].target].push_back(spikes[k].time_ms);
        }
    });
    json[name] = trains;
}

void put_samples(Json& json, const Stimulus& stimulus, const std::string& name) {
    const auto file = stimulus.samples ? stimulus.samples->file() : std::nullopt;
    if (!file) {
        throw ConfigError("stimuli." + stimulus.name,
                          "has samples that are in no file; an experiment names the file");
    }
    json[name] = {{"file", file->path}};
    if (!file->part.empty()) { json[name]["dataset"] = file->part; }
}

/// Adds a parameter that is not one number.
void put_other(Json& json, const Stimulus& stimulus, const StimulusField& field) {
    const std::string name(field.name);
    switch (field.value) {
        case StimulusValue::one_train:
            json[name] = stimulus.shared;
            break;
        case StimulusValue::separate_trains:
            json[name] = !stimulus.shared;
            break;
        case StimulusValue::values:
            json[name] = to_json(values_of(stimulus, name));
            break;
        case StimulusValue::times:
        case StimulusValue::change_times:
        case StimulusValue::change_values:
            json[name] = list_of(stimulus, name);
            break;
        case StimulusValue::method:
            json[name] = std::string(method_of(stimulus));
            break;
        case StimulusValue::trains:
            put_trains(json, stimulus, name);
            break;
        case StimulusValue::samples:
            put_samples(json, stimulus, name);
            break;
        case StimulusValue::order:
            if (!stimulus.order.empty()) { json[name] = stimulus.order; }
            break;
        case StimulusValue::number:
        case StimulusValue::whole:
        case StimulusValue::train_file:
        case StimulusValue::train_population:
            break;
    }
}

}  // namespace

void put_stimulus(Json& json, const Stimulus& stimulus, double dt_ms) {
    for (const auto& field : info_of(stimulus).params) {
        if (field.is_number()) {
            put_number(json, stimulus, field, dt_ms);
        } else {
            put_other(json, stimulus, field);
        }
    }
    if (!is_spiking(stimulus)) { return; }
    json["weight"] = to_json(stimulus.weight);
    json["delay"] = stimulus.delay_ms;
}

}  // namespace callosum
