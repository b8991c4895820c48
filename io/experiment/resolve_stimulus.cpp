#include "io/experiment/resolve_stimulus.hpp"

#include <cmath>
#include <vector>

#include "engine/base/error.hpp"

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

void put_numbers(Json& json, const Stimulus& stimulus, double dt_ms) {
    for (const auto& field : info_of(stimulus.kind).numbers) {
        const double number = number_of(stimulus, field.name, dt_ms);
        const std::string name(field.name);
        if (field.whole) {
            json[name] = static_cast<std::uint64_t>(number);
        } else {
            json[name] = number;
        }
    }
    if (const auto method = method_of(stimulus); !method.empty()) {
        json["method"] = std::string(method);
    }
}

void put_train(Json& json, const Stimulus& stimulus) {
    if (stimulus.trains == nullptr) {
        json["spike_times"] = stimulus.times_ms;
        return;
    }
    if (const auto file = stimulus.trains->file()) {
        json["file"] = file->path;
        if (!file->part.empty()) { json["population"] = file->part; }
        return;
    }
    std::vector<std::vector<double>> trains(stimulus.trains->n_targets());
    stimulus.trains->visit([&](const TrainSpike* spikes, std::size_t n, std::uint64_t) {
        for (std::size_t k = 0; k < n; ++k) {
            trains[spikes[k].target].push_back(spikes[k].time_ms);
        }
    });
    json["spike_times"] = trains;
}

void put_samples(Json& json, const Stimulus& stimulus) {
    const auto file = stimulus.samples ? stimulus.samples->file() : std::nullopt;
    if (!file) {
        throw ConfigError("stimuli." + stimulus.name,
                          "has samples that are in no file; an experiment names the file");
    }
    json["data"] = {{"file", file->path}};
    if (!file->part.empty()) { json["data"]["dataset"] = file->part; }
    if (!stimulus.order.empty()) { json["order"] = stimulus.order; }
}

void put_by_kind(Json& json, const Stimulus& stimulus) {
    switch (stimulus.kind) {
        case StimulusKind::poisson_generator:
            json["shared"] = stimulus.shared;
            json["rate"] = to_json(stimulus.rate);
            return;
        case StimulusKind::sinusoidal_poisson_generator:
            json["individual_spike_trains"] = !stimulus.shared;
            json["rate"] = to_json(stimulus.rate);
            json["amplitude"] = to_json(stimulus.amplitude);
            return;
        case StimulusKind::mip_generator:
            json["rate"] = to_json(stimulus.rate);
            return;
        case StimulusKind::inhomogeneous_poisson_generator:
            json["shared"] = stimulus.shared;
            json["rate_times"] = stimulus.times_ms;
            json["rate_values"] = stimulus.rates_hz;
            return;
        case StimulusKind::pulsepacket_generator:
            json["shared"] = stimulus.shared;
            json["pulse_times"] = stimulus.times_ms;
            return;
        case StimulusKind::spike_generator:
            put_train(json, stimulus);
            return;
        case StimulusKind::dc_generator:
        case StimulusKind::ac_generator:
            json["amplitude"] = to_json(stimulus.amplitude);
            return;
        case StimulusKind::step_current_generator:
            json["amplitude_times"] = stimulus.times_ms;
            json["amplitude_values"] = stimulus.amplitudes_pA;
            return;
        case StimulusKind::noise_generator:
            return;
        case StimulusKind::rate_encoder:
        case StimulusKind::latency_encoder:
        case StimulusKind::phase_encoder:
        case StimulusKind::population_encoder:
        case StimulusKind::delta_encoder:
            put_samples(json, stimulus);
            return;
    }
}

}  // namespace

void put_stimulus(Json& json, const Stimulus& stimulus, double dt_ms) {
    put_by_kind(json, stimulus);
    put_numbers(json, stimulus, dt_ms);
    if (!is_spiking(stimulus.kind)) { return; }
    json["weight"] = to_json(stimulus.weight);
    json["delay"] = stimulus.delay_ms;
}

}  // namespace callosum
