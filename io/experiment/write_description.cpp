#include "io/experiment/write_description.hpp"

#include <algorithm>
#include <cmath>

#include "io/experiment/read_network.hpp"
#include "io/experiment/resolve_stimulus.hpp"
#include "io/experiment/weight_records.hpp"
#include "io/experiment/write_space.hpp"
#include "models/synapse/synapse_info.hpp"
#include "network/describe/phases.hpp"
#include "network/describe/plasticity.hpp"
#include "network/describe/stimulus_numbers.hpp"

namespace callosum {

namespace {

Json to_json(const std::map<std::string, Values>& settings) {
    Json json = Json::object();
    for (const auto& [name, values] : settings) { json[name] = to_json(values); }
    return json;
}

Json to_json(const HomeostasisSetting& setting) {
    Json json{{"target_rate", setting.target_rate_hz},
              {"period", setting.period_ms},
              {"strength", setting.strength}};
    if (setting.time_constant_ms) { json["time_constant"] = *setting.time_constant_ms; }
    return json;
}

const char* to_word(WeightStorage storage) {
    switch (storage) {
        case WeightStorage::automatic:
            return "auto";
        case WeightStorage::exact:
            return "exact";
        case WeightStorage::compact:
            return "compact";
    }
    return "auto";
}

/// A list in memory, edge by edge, or the file that it is in.
void put_edges(Json& json, const EdgeList& list) {
    if (const auto file = list.file()) {
        json["file"] = file->path;
        if (!file->part.empty()) { json["dataset"] = file->part; }
        return;
    }
    Json edges = Json::array();
    list.visit([&](const Edge* some, std::size_t n, std::uint64_t) {
        for (std::size_t k = 0; k < n; ++k) {
            edges.push_back({some[k].source, some[k].target, some[k].weight, some[k].delay_ms});
        }
    });
    json["edges"] = std::move(edges);
}

/// Writes the parts of one description.
class Writer {
  public:
    Writer(const Description& description, const ImportedCounts& imported)
        : description_(description), imported_(imported) {}

    [[nodiscard]] Json populations() const {
        Json all = Json::object();
        for (std::size_t n = imported_.populations; n < description_.populations.size(); ++n) {
            const auto& population = description_.populations[n];
            Json json{{"size", population.size},
                      {"model", population.model},
                      {"params", to_json(population.params)},
                      {"initial", to_json(population.initial)},
                      {"separate_receptors", population.separate_receptors}};
            for (const auto& [name, list] : population.lists) { json["params"][name] = list; }
            if (population.mean_rate) { json["mean_rate"] = *population.mean_rate; }
            if (population.homeostasis) { json["homeostasis"] = to_json(*population.homeostasis); }
            if (population.positions) {
                json["positions"] = positions_to_json(*population.positions);
            }
            all[population.name] = std::move(json);
        }
        return all;
    }

    [[nodiscard]] Json projections() const {
        Json all = Json::array();
        for (std::size_t n = imported_.projections; n < description_.projections.size(); ++n) {
            const auto& projection = description_.projections[n];
            if (projection.board) {
                throw ConfigError(
                    "projections." + projection.name,
                    "has synapses as a board holds them, which no experiment can state");
            }
            Json json{{"name", projection.name},
                      {"source", end(projection.source, projection.source_slice)},
                      {"target", end(projection.target, projection.target_slice)},
                      {"rule", rule(n)},
                      {"weight", value(projection.weight, projection.weight_by_distance)},
                      {"delay", value(projection.delay, projection.delay_by_distance)}};
            put_port(json, projection.target, projection.receptor);
            json["synapse"] = synapse(projection);
            if (projection.volume_transmitter) {
                json["synapse"]["volume_transmitter"] =
                    description_.populations[*projection.volume_transmitter].name;
                json["synapse"]["volume_delay"] = projection.volume_delay_ms;
            }
            json["dendritic_fraction"] = projection.dendritic_fraction;
            json["weights"] = to_word(projection.storage);
            all.push_back(std::move(json));
        }
        return all;
    }

    [[nodiscard]] Json stimuli() const {
        Json all = Json::object();
        for (const auto& stimulus : description_.stimuli) {
            Json json{{"model", stimulus.model},
                      {"target", end(stimulus.target, stimulus.target_slice)},
                      {"start", stimulus.start_ms}};
            put_bound(json, "stop", stimulus.stop_ms);
            put_stimulus(json, stimulus, description_.dt_ms);
            if (is_spiking(stimulus)) { put_port(json, stimulus.target, stimulus.receptor); }
            all[stimulus.name] = std::move(json);
        }
        return all;
    }

    [[nodiscard]] Json record() const {
        Json spikes = Json::array();
        for (const auto& one : description_.spikes) {
            Json json{{"population", description_.populations[one.population].name},
                      {"neurons", to_json(one.neurons)},
                      {"start", one.start_ms}};
            put_bound(json, "stop", one.stop_ms);
            spikes.push_back(std::move(json));
        }
        Json traces = Json::array();
        for (const auto& one : description_.traces) {
            Json json{{"population", description_.populations[one.population].name},
                      {"neurons", to_json(one.neurons)},
                      {"variables", one.variables},
                      {"interval", one.interval_ms},
                      {"start", one.start_ms}};
            put_bound(json, "stop", one.stop_ms);
            traces.push_back(std::move(json));
        }
        Json rates = Json::array();
        for (const auto& one : description_.rates) {
            Json json{{"population", description_.populations[one.population].name},
                      {"interval", one.interval_ms},
                      {"start", one.start_ms}};
            put_bound(json, "stop", one.stop_ms);
            rates.push_back(std::move(json));
        }
        return {{"spikes", spikes},
                {"traces", traces},
                {"rates", rates},
                {"weights", resolve_weight_records(description_)}};
    }

  private:
    [[nodiscard]] Json end(std::size_t index, const Slice& slice) const {
        const auto& population = description_.populations[index];
        if (slice == Slice{0, population.size}) { return population.name; }
        return {{"population", population.name}, {"first", slice.first}, {"last", slice.last}};
    }

    void put_port(Json& json, std::size_t target, std::optional<std::size_t> port) const {
        if (!port) { return; }
        const ModelInfo* model = find_neuron_model(description_.populations[target].model);
        // Ports of a model that has as many as a list are numbered only.
        if (model->receptor_per_list_element) {
            json["receptor"] = *port;
        } else {
            json["receptor"] = std::string(model->receptors[*port]);
        }
    }

    /// With all parameters, also those that have their defaults.
    [[nodiscard]] static Json synapse(const Projection& projection) {
        const SynapseInfo* info = find_synapse_model(projection.synapse_model);
        if (info == nullptr) { return projection.synapse_model; }
        Json json{{"model", projection.synapse_model}};
        for (const auto& field : info->params) {
            const double value = synapse_param(projection, field);
            const bool flag = field.kind == FieldKind::flag;
            json[std::string(field.name)] = flag ? Json(value != 0) : Json(value);
        }
        const auto limit = projection.synapse_params.find(weight_limit.name);
        if (limit != projection.synapse_params.end()) { json[limit->first] = limit->second; }
        return json;
    }

    [[nodiscard]] Json rule(std::size_t index) const {
        const Rule& rule = description_.projections[index].rule;
        Json json{{"type", std::string(name_of(rule.kind))}};
        switch (rule.kind) {
            case RuleKind::fixed_indegree:
                json["indegree"] = rule.degree;
                break;
            case RuleKind::fixed_outdegree:
                json["outdegree"] = rule.degree;
                break;
            case RuleKind::fixed_total_number:
                json["N"] = rule.degree;
                break;
            case RuleKind::pairwise_bernoulli:
            case RuleKind::pairwise_poisson:
            case RuleKind::symmetric_pairwise_bernoulli:
                json["p"] = rule.p;
                break;
            case RuleKind::explicit_list:
                put_edges(json, *rule.edges);
                break;
            default:
                break;
        }
        if (rule.space) { put_space(json, rule); }
        json["allow_autapses"] = rule.allow_autapses;
        json["allow_multapses"] = rule.allow_multapses;
        return json;
    }

    [[nodiscard]] static Json value(const Distribution& plain,
                                    const std::optional<ByDistance>& by_distance) {
        return by_distance ? to_json(*by_distance) : to_json(plain);
    }

    const Description& description_;
    ImportedCounts imported_;  ///< come first and are left out
};

/// The assignments that make one value of another. An object that loses a member is set as a whole.
void add_assignments(const std::string& path, const Json& before, const Json& after, Json& set) {
    if (before == after) { return; }
    const auto kept = [&](const auto& item) { return after.contains(item.key()); };
    const auto members = before.items();
    if (before.is_object() && after.is_object() &&
        std::all_of(members.begin(), members.end(), kept)) {
        for (const auto& item : after.items()) {
            const std::string member = member_path(path, item.key());
            if (before.contains(item.key())) {
                add_assignments(member, before[item.key()], item.value(), set);
            } else {
                set[member] = item.value();
            }
        }
        return;
    }
    const auto is_object = [](const Json& item) { return item.is_object(); };
    if (before.is_array() && after.is_array() && before.size() == after.size() &&
        std::all_of(before.begin(), before.end(), is_object)) {
        for (std::size_t n = 0; n < after.size(); ++n) {
            add_assignments(element_path(path, n), before[n], after[n], set);
        }
        return;
    }
    set[path] = after;
}

Json phases_to_json(const Description& description, const ImportedCounts& imported) {
    const auto state = [](const Writer& writer) -> Json {
        return {{"populations", writer.populations()},
                {"stimuli", writer.stimuli()},
                {"record", writer.record()}};
    };
    Json all = Json::array();
    if (description.phases.empty()) { return all; }
    Description now = description;
    Json before = state(Writer(now, imported));
    for (std::size_t n = 0; n < description.phases.size(); ++n) {
        apply(now, description.phases[n]);
        Json after = state(Writer(now, imported));
        Json set = Json::object();
        add_assignments("", before, after, set);
        all.push_back({{"at", description.phases[n].at_ms}, {"set", std::move(set)}});
        before = std::move(after);
    }
    return all;
}

}  // namespace

std::string write_description(const Description& description, const WriteOptions& options) {
    const auto imported = counts_of(options.imports);
    const Writer writer(description, imported);
    const auto& [output, applied, imports] = options;
    const Json scale{
        {"size", 1.0},
        {"indegree", 1.0},
        {"extent", 1.0},
        {"applied",
         {{"size", applied.size}, {"indegree", applied.indegree}, {"extent", applied.extent}}}};
    Json json{{"seed", description.seed},
              {"dt", description.dt_ms},
              {"warmup", description.warmup_ms},
              {"duration", description.duration_ms},
              {"precision", description.precision == Precision::single ? "single" : "double"},
              {"weights", to_word(description.weights)},
              {"scale", scale},
              {"partition", description.partition},
              {"populations", writer.populations()},
              {"projections", writer.projections()},
              {"stimuli", writer.stimuli()},
              {"record", writer.record()},
              {"phases", phases_to_json(description, imported)},
              {"output", {{"folder", output.folder}, {"overwrite", output.overwrite}}}};
    for (const auto& import : imports) { json[import.format] = Json::parse(import.settings); }
    constexpr int indent = 4;
    // Texts from the command line need not be valid UTF-8.
    return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace callosum
