#include <algorithm>
#include <array>
#include <utility>

#include "io/experiment/read_network.hpp"
#include "io/experiment/read_space.hpp"
#include "io/experiment/read_values.hpp"
#include "io/lists/edge_file.hpp"
#include "models/synapse/synapse_info.hpp"

namespace callosum {

namespace {

constexpr std::array<RuleKind, 9> all_rules{
    RuleKind::one_to_one,         RuleKind::all_to_all,
    RuleKind::fixed_indegree,     RuleKind::fixed_outdegree,
    RuleKind::fixed_total_number, RuleKind::pairwise_bernoulli,
    RuleKind::pairwise_poisson,   RuleKind::symmetric_pairwise_bernoulli,
    RuleKind::explicit_list};

/// Only flags are true or false.
bool is_flag(std::string_view synapse_model, std::string_view param) {
    const SynapseInfo* info = find_synapse_model(synapse_model);
    if (info == nullptr) { return false; }
    return std::any_of(info->params.begin(), info->params.end(), [&](const Field& field) {
        return field.name == param && field.kind == FieldKind::flag;
    });
}

/// The list in a rule's file. Collective.
std::shared_ptr<const EdgeList> open_edges(const Object& rule) {
    const auto& context = rule.at().context();
    const SingleRank alone;
    EdgeBlocks part;
    auto list = open_edge_list(resolve_path(context, rule.text("file")), rule.text("dataset"),
                               {context.ranks == nullptr ? alone : *context.ranks,
                                context.held == nullptr ? nullptr : &part});
    if (context.held != nullptr) { context.held->emplace(list.get(), std::move(part)); }
    return list;
}

}  // namespace

// The list stands in the order of the table in format.cpp, which holds the names.
std::string_view name_of(RuleKind kind) {
    return format::rule_kinds()[static_cast<std::size_t>(kind)].name;
}

void NetworkReader::read_projections() {
    if (!root_.has("projections")) { return; }
    const Cursor all = root_["projections"];
    if (!all.value().is_array()) {
        all.expected("a list of projections");
        return;
    }
    // Names that projections state are not for the others to take.
    for (const auto& item : all.value()) {
        if (item.is_object() && item.contains("name") && item["name"].is_string()) {
            taken_names_.insert(item["name"].get<std::string>());
        }
    }
    for (std::size_t n = 0; n < all.value().size(); ++n) { read_projection(all.element(n)); }
}

void NetworkReader::read_projection(const Cursor& at) {
    const Object object(at, "projection");
    Projection projection;
    const End source = read_end(object, "source");
    const End target = read_end(object, "target");
    projection.source = source.population;
    projection.target = target.population;
    projection.source_slice = source.slice;
    projection.target_slice = target.slice;
    projection.receptor = read_port(object, projection.target);
    projection.dendritic_fraction = object.number("dendritic_fraction");
    projection.storage = storage_of(object.text("weights"));
    projection.name = object.has("name") ? object.text("name") : free_name(projection);
    const auto read_value = [&](const char* key, Distribution& plain,
                                std::optional<ByDistance>& by_distance) {
        if (!object.has(key)) { return; }
        const Cursor value = object[key];
        if (is_by_distance(value.value())) {
            by_distance = read_by_distance(value);
        } else {
            plain = read_drawn(value).value_or(plain);
        }
    };
    read_value("weight", projection.weight, projection.weight_by_distance);
    read_value("delay", projection.delay, projection.delay_by_distance);
    if (object.has("synapse")) { read_synapse(object["synapse"], projection); }
    if (object.has("rule")) {
        // How many numbers an edge in place must have: constants may stand for the last two.
        const bool has_delay =
            object.has("delay") && projection.delay.is_constant() && !projection.delay_by_distance;
        const bool has_weight = object.has("weight") && projection.weight.is_constant() &&
                                !projection.weight_by_distance;
        read_rule(object["rule"], projection, has_delay ? (has_weight ? 2 : 3) : 4);
    }
    if (object.valid() && projection.rule.kind != RuleKind::explicit_list) {
        for (const char* key : {"weight", "delay"}) {
            if (!object.has(key)) {
                object.at().problem(std::string("\"") + key + "\" is missing");
            }
        }
    }
    description_.projections.push_back(std::move(projection));
}

/// Its name alone, or an object; which parameters there are is checked by whoever knows the models.
void NetworkReader::read_synapse(const Cursor& at, Projection& projection) const {
    const Json& value = at.value();
    if (value.is_string()) {
        projection.synapse_model = value.get<std::string>();
        return;
    }
    if (!value.is_object() || !value.contains("model")) {
        at.expected("the name of a synapse model or {\"model\": NAME, ...}");
        return;
    }
    projection.synapse_model = at.member("model").text().value_or(std::string(static_synapse));
    projection.volume_delay_ms = projection.delay.is_constant() ? projection.delay.a : 0;
    for (const auto& item : value.items()) {
        if (item.key() == "model") { continue; }
        const Cursor param = at.member(item.key());
        if (item.key() == "volume_transmitter") {
            const auto population = find_population(param);
            if (population != unknown) { projection.volume_transmitter = population; }
            continue;
        }
        if (item.key() == "volume_delay") {
            projection.volume_delay_ms = param.number().value_or(0);
            continue;
        }
        if (param.value().is_boolean() && is_flag(projection.synapse_model, item.key())) {
            projection.synapse_params[item.key()] = param.value().get<bool>() ? 1 : 0;
        } else if (const auto number = param.number()) {
            projection.synapse_params[item.key()] = *number;
        }
    }
}

std::string NetworkReader::free_name(const Projection& projection) {
    const auto& populations = description_.populations;
    const auto name = [&](std::size_t index) {
        return index < populations.size() ? populations[index].name : std::string("?");
    };
    const std::string wanted = name(projection.source) + "->" + name(projection.target);
    std::string free = wanted;
    for (int n = 2; !taken_names_.insert(free).second; ++n) {
        free = wanted + "#" + std::to_string(n);
    }
    return free;
}

void NetworkReader::read_rule(const Cursor& at, Projection& projection, std::size_t edge_size) {
    // The short form, a name alone, is the object that has only its type.
    const Json short_form{{"type", at.value()}};
    const bool is_short = at.value().is_string();
    if (!is_short && !at.value().is_object()) {
        at.expected("the name of a rule or {\"type\": NAME, ...}");
        return;
    }
    const Object object(is_short ? Cursor(short_form, at.path(), at.context()) : at, "rule");
    if (!object.has("type")) { return; }
    const std::string type = object.text("type");
    object.check_kind(format::rule_kinds(), type, "rule");
    auto& rule = projection.rule;
    for (const auto kind : all_rules) {
        if (name_of(kind) == type) { rule.kind = kind; }
    }
    rule.allow_autapses = object.flag("allow_autapses");
    rule.allow_multapses = object.flag("allow_multapses");
    rule.space = read_spatial_rule(object);
    const bool pairwise =
        rule.kind == RuleKind::pairwise_bernoulli || rule.kind == RuleKind::pairwise_poisson;
    if (pairwise && !object.at().value().contains("p") && !object.has("kernel")) {
        object.at().problem("rule " + type +
                            " needs \"p\" or, between neurons with positions, a "
                            "\"kernel\"");
    }
    rule.p = object.has("p") || !rule.space ? object.number("p") : 1;
    for (const char* key : {"indegree", "outdegree", "N"}) {
        if (object.has(key)) { rule.degree = object.count(key); }
    }
    if (rule.kind == RuleKind::explicit_list) { read_edges(object, projection, edge_size); }
}

bool NetworkReader::inside(const Cursor& at, std::size_t population, std::uint64_t index) const {
    if (population == unknown || index < description_.populations[population].size) { return true; }
    at.problem("is " + std::to_string(index) + ", but population '" +
               description_.populations[population].name + "' has " +
               std::to_string(description_.populations[population].size) + " neurons");
    return false;
}

void NetworkReader::read_edges(const Object& object, Projection& projection,
                               std::size_t edge_size) {
    if (object.has("file") == object.has("edges")) {
        object.at().problem("rule explicit_list needs \"file\" or \"edges\", one of them");
        return;
    }
    if (object.has("file")) {
        projection.rule.edges =
            guarded(object["file"], [&] { return open_edges(object); }).value_or(nullptr);
        return;
    }
    const Cursor list = object["edges"];
    if (!list.value().is_array()) {
        list.expected("a list of [source, target, weight, delay]");
        return;
    }
    std::vector<Edge> edges;
    edges.reserve(list.value().size());
    for (std::size_t n = 0; n < list.value().size(); ++n) {
        const Cursor item = list.element(n);
        const std::size_t size = item.value().is_array() ? item.value().size() : 0;
        if (size < edge_size || size > 4) {
            item.expected(
                "[source, target, weight, delay] (the last two may be left out where the "
                "projection has constants for them)");
            return;
        }
        const auto source = item.element(0).count();
        const auto target = item.element(1).count();
        const auto weight = size > 2 ? item.element(2).number() : projection.weight.a;
        const auto delay = size > 3 ? item.element(3).number() : projection.delay.a;
        if (!source || !target || !weight || !delay) { return; }
        if (!inside(item.element(0), projection.source, *source) ||
            !inside(item.element(1), projection.target, *target)) {
            return;
        }
        edges.push_back({*source, *target, *weight, *delay});
    }
    projection.rule.edges =
        guarded(list, [&] { return make_edge_list(std::move(edges)); }).value_or(nullptr);
}

}  // namespace callosum
