#include <cmath>

#include "io/experiment/document.hpp"
#include "io/experiment/experiment.hpp"
#include "io/experiment/format.hpp"
#include "models/synapse/synapse_info.hpp"

namespace callosum {

namespace {

using format::Key;
using format::Shape;

Json reference(std::string_view name) { return {{"$ref", "#/$defs/" + std::string(name)}}; }

Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

Json any_of(std::initializer_list<Json> choices) {
    Json all = Json::array();
    for (const auto& choice : choices) { all.push_back(choice); }
    Json json = Json::object();
    json["anyOf"] = std::move(all);
    return json;
}

Json plain(const char* type) { return {{"type", type}}; }

Json words(std::string_view text) {
    Json all = Json::array();
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('|'), text.size());
        all.push_back(std::string(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {{"enum", std::move(all)}};
}

Json count() { return {{"type", "integer"}, {"minimum", 0}}; }

Json pair() {
    Json json = list_of(count());
    json["minItems"] = 2;
    json["maxItems"] = 2;
    return json;
}

Json axes() {
    Json json = list_of(plain("number"));
    json["minItems"] = 2;
    json["maxItems"] = 3;
    return json;
}

Json edges() {
    Json item = list_of(plain("number"));
    item["minItems"] = 2;
    item["maxItems"] = 4;
    return list_of(std::move(item));
}

Json number(const Key& key) {
    Json json = plain("number");
    if (key.low != -unbounded) { json[key.low_open ? "exclusiveMinimum" : "minimum"] = key.low; }
    return json;
}

Json members(std::string_view name) {
    return {{"type", "object"}, {"additionalProperties", reference(name)}};
}

/// The name of a synapse model, or an object with it and its parameters.
Json synapse() {
    Json names = Json::array({std::string(static_synapse)});
    Json choices = Json::array();
    for (const auto& info : synapse_models()) {
        names.push_back(std::string(info.name));
        Json properties = Json::object();
        properties["model"]["const"] = std::string(info.name);
        const auto add = [&properties](const Field& field, bool has_default) {
            const bool flag = field.kind == FieldKind::flag;
            Json json = plain(flag ? "boolean" : "number");
            json["description"] =
                std::string(field.doc) + (field.unit == "1" ? "" : ", " + std::string(field.unit));
            if (has_default) {
                json["default"] = flag ? Json(field.default_value != 0) : Json(field.default_value);
            }
            properties[std::string(field.name)] = std::move(json);
        };
        for (const auto& field : info.params) { add(field, true); }
        if (info.uses_history) { add(weight_limit, false); }
        if (info.modulated) {
            properties["volume_transmitter"] = plain("string");
            properties["volume_delay"] = plain("number");
        }
        Json one = plain("object");
        one["properties"] = std::move(properties);
        one["required"] = Json::array({"model"});
        one["additionalProperties"] = false;
        choices.push_back(std::move(one));
    }
    Json json = Json::object();
    json["anyOf"] = Json::array({Json{{"enum", std::move(names)}}});
    json["anyOf"].insert(json["anyOf"].end(), choices.begin(), choices.end());
    return json;
}

Json trains() {
    return any_of({list_of(plain("number")), list_of(list_of(plain("number"))), reference("file")});
}

Json spikes(const Key& key) {
    return any_of({plain("boolean"), list_of(any_of({plain("string"), reference(key.detail)}))});
}

Json settings() {
    return {{"type", "object"},
            {"additionalProperties", any_of({plain("number"), reference("distribution"),
                                             list_of(plain("number")), reference("file")})}};
}

Json assignments() {
    constexpr auto names = R"(^(populations\.[^.]+\..+|stimuli\.[^.]+(\..+)?|record(\..+)?)$)";
    return {{"type", "object"}, {"propertyNames", {{"pattern", names}}}};
}

Json shape(const Key& key) {
    switch (key.shape) {
        case Shape::boolean:
            return plain("boolean");
        case Shape::count:
            return count();
        case Shape::number:
            return number(key);
        case Shape::text:
            return plain("string");
        case Shape::choice:
            return words(key.detail);
        case Shape::drawn:
            return any_of({plain("number"), reference("distribution")});
        case Shape::by_distance:
            return any_of({plain("number"), reference("distribution"), reference("by_distance")});
        case Shape::kernel:
            return any_of({plain("number"), plain("string"), reference("kernel")});
        case Shape::axes:
            return axes();
        case Shape::steps:
            return any_of({plain("number"), axes()});
        case Shape::values:
            return any_of({plain("number"), reference("distribution"), list_of(plain("number")),
                           reference("file")});
        case Shape::numbers:
            return any_of({list_of(plain("number")), reference("file")});
        case Shape::trains:
            return trains();
        case Shape::texts:
            return list_of(plain("string"));
        case Shape::ranges:
            return any_of({pair(), list_of(pair())});
        case Shape::indices:
            return list_of(count());
        case Shape::edges:
            return edges();
        case Shape::end:
            return any_of({plain("string"), reference("slice")});
        case Shape::rule:
            return any_of({plain("string"), reference("rule")});
        case Shape::synapse:
            return synapse();
        case Shape::port:
            return any_of({plain("string"), count()});
        case Shape::object:
            return reference(key.detail);
        case Shape::objects:
            return list_of(reference(key.detail));
        case Shape::named:
            return members(key.detail);
        case Shape::settings:
            return settings();
        case Shape::spikes:
            return spikes(key);
        case Shape::assignments:
            return assignments();
    }
    return Json::object();
}

Json definition(const format::Table& table) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const auto& key : table.keys) {
        Json json = shape(key);
        json["description"] = std::string(key.doc);
        if (!key.default_value.empty()) { json["default"] = Json::parse(key.default_value); }
        properties[std::string(key.name)] = std::move(json);
        if (key.required) { required.push_back(std::string(key.name)); }
    }
    Json json{{"type", "object"}, {"description", std::string(table.doc)}};
    json["properties"] = std::move(properties);
    if (!required.empty()) { json["required"] = std::move(required); }
    json["additionalProperties"] = false;
    return json;
}

/// Names, units and docs of the parameters or states of one model.
Json fields(std::span<const Field> list, std::span<const ListField> number_lists = {},
            std::span<const Field> more = {}) {
    Json properties = Json::object();
    std::vector<Field> all(list.begin(), list.end());
    all.insert(all.end(), more.begin(), more.end());
    for (const auto& field : all) {
        if (field.computed) { continue; }
        Json json = reference("values");
        if (field.kind == FieldKind::flag) { json = plain("boolean"); }
        if (field.kind == FieldKind::whole) { json = plain("integer"); }
        std::string doc(field.doc);
        if (field.unit != "1") { doc += ", " + std::string(field.unit); }
        json["description"] = doc;
        const bool stated = field.same_as.empty() && std::isfinite(field.default_value);
        if (stated && field.kind == FieldKind::flag) {
            json["default"] = field.default_value != 0;
        } else if (stated) {
            json["default"] = field.default_value;
        }
        properties[std::string(field.name)] = std::move(json);
    }
    for (const auto& field : number_lists) {
        Json json = plain("array");
        json["items"] = plain("number");
        json["description"] = std::string(field.doc) + ", " + std::string(field.unit);
        json["default"] =
            std::vector<double>(field.default_value.begin(), field.default_value.end());
        properties[std::string(field.name)] = std::move(json);
    }
    Json json = plain("object");
    json["properties"] = std::move(properties);
    json["additionalProperties"] = false;
    return json;
}

/// A population's params and initial have the names of its model.
Json by_model() {
    Json all = Json::array();
    for (const auto& model : neuron_models()) {
        Json chosen = Json::object();
        chosen["properties"]["model"]["const"] = std::string(model.name);
        Json then = Json::object();
        then["properties"]["params"] = fields(model.params, model.lists, history_fields(model));
        then["properties"]["initial"] = fields(model.state);
        Json rule = Json::object();
        rule["if"] = std::move(chosen);
        rule["then"] = std::move(then);
        all.push_back(std::move(rule));
    }
    return all;
}

}  // namespace

std::string experiment_schema() {
    const auto tables = format::tables();
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"title", "Callosum experiment"}};
    schema.update(definition(tables.front()));
    Json definitions = Json::object();
    for (const auto& table : tables.subspan(1)) {
        definitions[std::string(table.name)] = definition(table);
    }
    definitions["values"] = shape({"values", Shape::values, ""});
    Json models = Json::array();
    for (const auto& model : neuron_models()) { models.push_back(std::string(model.name)); }
    definitions["population"]["properties"]["model"]["enum"] = std::move(models);
    definitions["population"]["allOf"] = by_model();
    schema["$defs"] = std::move(definitions);
    constexpr int indent = 2;
    return schema.dump(indent) + "\n";
}

}  // namespace callosum
