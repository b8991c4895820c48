#include "io/experiment/read_network.hpp"

#include <algorithm>
#include <span>

#include "io/experiment/read_space.hpp"
#include "io/experiment/read_values.hpp"
#include "io/experiment/text_reader.hpp"
#include "io/experiment/weight_records.hpp"
#include "models/info.hpp"
#include "models/synapse/synapse_info.hpp"
#include "network/describe/nearest.hpp"

namespace callosum {

namespace {

/// Of a bin that counts spikes.
constexpr double default_bin_steps = 10;

/// The table of what a group of the experiment holds.
std::string_view group_item(std::string_view group) {
    return group == "populations" ? "population" : "stimulus";
}

}  // namespace

WeightStorage storage_of(const std::string& word) {
    if (word == "exact") { return WeightStorage::exact; }
    if (word == "compact") { return WeightStorage::compact; }
    return WeightStorage::automatic;
}

void NetworkReader::read() {
    read_nir_network();
    read_populations();
    read_projections();
    read_stimuli();
    read_record();
}

void NetworkReader::read_again(const Json& before) {
    for (std::size_t n = 0; n < description_.populations.size(); ++n) {
        populations_[description_.populations[n].name] = n;
    }
    const auto for_changed = [&](const char* group, std::size_t first, std::size_t size,
                                 const auto& read_one) {
        if (!root_.has(group) || root_[group].value().size() != size - first) { return; }
        std::size_t n = first;
        for (const auto& item : root_[group].value().items()) {
            const bool changed =
                !before[group].contains(item.key()) || before[group][item.key()] != item.value();
            if (changed) {
                read_one(n, Object(root_[group].member(item.key()), group_item(group)));
            }
            ++n;
        }
    };
    for_changed("populations", counts_of(imports_).populations, description_.populations.size(),
                [&](std::size_t n, const auto& at) {
                    description_.populations[n] =
                        read_population(at, description_.populations[n].name);
                });
    for_changed("stimuli", 0, description_.stimuli.size(), [&](std::size_t n, const auto& at) {
        description_.stimuli[n] = read_stimulus(at, description_.stimuli[n].name);
    });
    const Json none;
    const Json& was = before.contains("record") ? before["record"] : none;
    const Json& is = root_.has("record") ? root_["record"].value() : none;
    if (was == is) { return; }
    description_.spikes.clear();
    description_.traces.clear();
    description_.rates.clear();
    description_.weight_records.clear();
    read_record();
}

void NetworkReader::read_record() {
    if (!root_.has("record")) {
        for (std::size_t n = 0; n < description_.populations.size(); ++n) {
            description_.spikes.push_back({n, {{0, description_.populations[n].size}}});
        }
        return;
    }
    const Object record(root_["record"], "record");
    static const Json all = true;
    read_spikes(record.has("spikes") ? record["spikes"]
                                     : Cursor(all, "record.spikes", root_.at().context()));
    if (record.has("traces")) { read_traces(record["traces"]); }
    if (record.has("rates")) { read_rates(record["rates"]); }
    if (record.has("weights")) { read_weight_records(record["weights"], description_); }
}

void NetworkReader::read_populations() {
    if (!root_.has("populations")) { return; }
    const Cursor all = root_["populations"];
    if (!all.value().is_object()) {
        all.expected("an object with one member per population");
        return;
    }
    for (const auto& item : all.value().items()) {
        const Object object(all.member(item.key()), "population");
        if (populations_.count(item.key()) > 0) {
            object.at().problem("has the name of a node in the NIR file; choose another");
        }
        populations_[item.key()] = description_.populations.size();
        description_.populations.push_back(read_population(object, item.key()));
    }
}

Population NetworkReader::read_population(const Object& object, const std::string& name) {
    Population population;
    population.name = name;
    population.size = object.count("size");
    population.model = object.text("model");
    population.mean_rate = object.maybe_number("mean_rate");
    population.separate_receptors = object.flag("separate_receptors");
    if (object.has("homeostasis")) {
        const Object setting(object["homeostasis"], "homeostasis");
        population.homeostasis = {setting.number("target_rate"), setting.number("period"),
                                  setting.number("strength"),
                                  setting.maybe_number("time_constant")};
    }
    if (object.has("positions")) { population.positions = read_positions(object["positions"]); }
    if (object.has("params")) { read_params(object["params"], population); }
    if (object.has("initial")) { read_settings(object["initial"], population.initial); }
    return population;
}

namespace {

template <class Named>
const Named* find_named(std::span<const Named> all, const std::string& name) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::vector<double> read_model_list(const Cursor& at) {
    std::vector<double> numbers;
    if (at.value().is_number()) { return {at.number().value_or(0)}; }
    if (!at.value().is_array()) {
        at.expected("a list of numbers");
        return numbers;
    }
    for (std::size_t n = 0; n < at.value().size(); ++n) {
        numbers.push_back(at.element(n).number().value_or(0));
    }
    return numbers;
}

}  // namespace

/// What kind of value a parameter has is known to its model.
void NetworkReader::read_params(const Cursor& at, Population& population) {
    const ModelInfo* model = find_neuron_model(population.model);
    if (model == nullptr || !at.value().is_object()) {
        read_settings(at, population.params);
        return;
    }
    for (const auto& item : at.value().items()) {
        const std::string& name = item.key();
        const Cursor value = at.member(name);
        const Field* field = find_named(model->params, name);
        if (field == nullptr) { field = find_named(history_fields(*model), name); }
        if (find_named(model->lists, name) != nullptr) {
            population.lists[name] = read_model_list(value);
        } else if (field != nullptr && field->kind == FieldKind::flag &&
                   value.value().is_boolean()) {
            population.params[name] = Distribution::constant(value.value().get<bool>() ? 1 : 0);
        } else {
            population.params[name] = read_values(value).value_or(Distribution::constant(0));
        }
    }
}

void NetworkReader::read_settings(const Cursor& at, std::map<std::string, Values>& into) {
    if (!at.value().is_object()) {
        at.expected("an object with names of the model and their values");
        return;
    }
    for (const auto& item : at.value().items()) {
        // A name whose value cannot be read still counts as given, so that it is checked.
        into[item.key()] = read_values(at.member(item.key())).value_or(Distribution::constant(0));
    }
}

std::size_t NetworkReader::find_population(const Cursor& name) const {
    const auto text = name.text();
    if (!text) { return unknown; }
    if (const auto found = populations_.find(*text); found != populations_.end()) {
        return found->second;
    }
    std::vector<std::string_view> known;
    for (const auto& population : description_.populations) { known.push_back(population.name); }
    name.problem("there is no population \"" + *text + "\"" + suggest(*text, known));
    return unknown;
}

NetworkReader::End NetworkReader::read_end(const Object& object, std::string_view key) const {
    End end;
    if (!object.has(key)) { return end; }
    const Cursor at = object[key];
    if (at.value().is_string()) {
        end.population = find_population(at);
        if (end.population != unknown) {
            end.slice = {0, description_.populations[end.population].size};
        }
        return end;
    }
    if (!at.value().is_object()) {
        at.expected(
            "the name of a population or {\"population\": NAME, \"neurons\": [first, last]}");
        return end;
    }
    const Object part(at, "slice");
    if (!part.has("population")) { return end; }
    end.population = find_population(part["population"]);
    if (end.population == unknown) { return end; }
    end.slice.first = part.maybe_count("first").value_or(0);
    end.slice.last =
        part.maybe_count("last").value_or(description_.populations[end.population].size);
    if (!part.has("neurons")) { return end; }
    if (part.has("first") || part.has("last")) {
        part["neurons"].problem("stands beside \"first\" or \"last\"; give one or the other");
    }
    const auto ranges = read_ranges(part["neurons"]);
    if (ranges && ranges->size() != 1) {
        part["neurons"].problem("must be one range here; use one projection or stimulus for each");
    } else if (ranges) {
        end.slice = ranges->front();
    }
    return end;
}

Selection NetworkReader::read_selection(const Object& object, std::size_t population) const {
    if (object.has("neurons") && object.has("indices")) {
        object["indices"].problem("stands beside \"neurons\"; give one or the other");
    }
    std::optional<Selection> chosen;
    if (object.has("neurons")) {
        chosen = read_ranges(object["neurons"]);
    } else if (object.has("indices")) {
        chosen = read_indices(object["indices"]);
    }
    if (chosen || population == unknown) { return chosen.value_or(Selection{}); }
    return {{0, description_.populations[population].size}};
}

std::optional<std::size_t> NetworkReader::read_port(const Object& object,
                                                    std::size_t population) const {
    if (!object.has("receptor")) { return std::nullopt; }
    const Cursor at = object["receptor"];
    if (at.value().is_number()) {
        const auto port = at.count();
        return port ? std::optional<std::size_t>(*port) : std::nullopt;
    }
    if (!at.value().is_string()) {
        at.expected("the name or the number of a receptor");
        return std::nullopt;
    }
    const ModelInfo* model = population == unknown
                                 ? nullptr
                                 : find_neuron_model(description_.populations[population].model);
    if (model == nullptr) { return std::nullopt; }
    const auto name = at.value().get<std::string>();
    for (std::size_t port = 0; port < model->receptors.size(); ++port) {
        if (model->receptors[port] == name) { return port; }
    }
    at.problem("model " + std::string(model->name) + " has no receptor \"" + name + "\"" +
               suggest(name, model->receptors));
    return std::nullopt;
}

void NetworkReader::read_spikes(const Cursor& at) {
    if (at.value().is_boolean()) {
        if (!at.value().get<bool>()) { return; }
        for (std::size_t n = 0; n < description_.populations.size(); ++n) {
            description_.spikes.push_back({n, {{0, description_.populations[n].size}}});
        }
    } else if (at.value().is_array()) {
        for (std::size_t n = 0; n < at.value().size(); ++n) { read_spike_item(at.element(n)); }
    } else {
        at.expected("true, false or a list of populations");
    }
}

void NetworkReader::read_spike_item(const Cursor& at) {
    SpikeRecording record;
    record.population = unknown;
    if (at.value().is_string()) {
        record.population = find_population(at);
        if (record.population != unknown) {
            record.neurons = {{0, description_.populations[record.population].size}};
        }
    } else {
        const Object object(at, "spikes");
        if (object.has("population")) { record.population = find_population(object["population"]); }
        record.neurons = read_selection(object, record.population);
        record.start_ms = object.number("start");
        record.stop_ms = object.maybe_number("stop").value_or(unbounded);
    }
    description_.spikes.push_back(std::move(record));
}

void NetworkReader::read_traces(const Cursor& at) {
    if (!at.value().is_array()) {
        at.expected("a list of recordings");
        return;
    }
    for (std::size_t n = 0; n < at.value().size(); ++n) {
        const Object object(at.element(n), "trace");
        TraceRecording trace;
        trace.population = unknown;
        if (object.has("population")) { trace.population = find_population(object["population"]); }
        trace.neurons = read_selection(object, trace.population);
        trace.interval_ms = object.maybe_number("interval").value_or(description_.dt_ms);
        trace.start_ms = object.number("start");
        trace.stop_ms = object.maybe_number("stop").value_or(unbounded);
        if (object.has("variables") && object["variables"].value().is_array()) {
            const Cursor names = object["variables"];
            for (std::size_t v = 0; v < names.value().size(); ++v) {
                trace.variables.push_back(names.element(v).text().value_or(""));
            }
        } else if (object.has("variables")) {
            object["variables"].expected("a list of names");
        }
        description_.traces.push_back(std::move(trace));
    }
}

void NetworkReader::read_rates(const Cursor& at) {
    if (at.value().is_boolean()) {
        if (!at.value().get<bool>()) { return; }
        for (std::size_t n = 0; n < description_.populations.size(); ++n) {
            description_.rates.push_back({n, default_bin_steps * description_.dt_ms});
        }
    } else if (at.value().is_array()) {
        for (std::size_t n = 0; n < at.value().size(); ++n) { read_rate_item(at.element(n)); }
    } else {
        at.expected("true, false or a list of populations");
    }
}

void NetworkReader::read_rate_item(const Cursor& at) {
    RateRecording rate{unknown, default_bin_steps * description_.dt_ms};
    if (at.value().is_string()) {
        rate.population = find_population(at);
    } else {
        const Object object(at, "rates");
        if (object.has("population")) { rate.population = find_population(object["population"]); }
        rate.interval_ms = object.maybe_number("interval").value_or(rate.interval_ms);
        rate.start_ms = object.number("start");
        rate.stop_ms = object.maybe_number("stop").value_or(unbounded);
    }
    description_.rates.push_back(rate);
}

}  // namespace callosum
