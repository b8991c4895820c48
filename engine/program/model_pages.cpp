#include <cmath>
#include <span>

#include "engine/program/pages.hpp"
#include "models/synapse/synapse_info.hpp"

namespace callosum::program {

namespace {

std::string switch_text(double value) { return value != 0 ? "true" : "false"; }

std::string default_of(const Field& field) {
    if (field.computed) { return "computed"; }
    if (!field.same_as.empty()) { return std::string(field.same_as); }
    if (field.kind == FieldKind::flag) { return switch_text(field.default_value); }
    return std::isfinite(field.default_value) ? shortest(field.default_value) : "none";
}

std::string range_of(const Field& field) {
    if (field.kind == FieldKind::flag) { return "true, false"; }
    const std::string range = range_text(field.low, field.high, field.low_open);
    return field.kind == FieldKind::whole ? range + " whole" : range;
}

PageTable field_table(const char* title, std::span<const Field> fields) {
    PageTable table{title, {"name", "unit", "default", "range", "meaning"}, {}};
    for (const auto& field : fields) {
        table.rows.push_back({std::string(field.name), std::string(field.unit), default_of(field),
                              range_of(field), std::string(field.doc)});
    }
    return table;
}

PageTable list_table(std::span<const ListField> lists) {
    PageTable table{"Lists, shared by all neurons of a population",
                    {"name", "unit", "default", "range of each", "meaning"},
                    {}};
    for (const auto& list : lists) {
        std::vector<std::string> default_value;
        for (const double value : list.default_value) { default_value.push_back(shortest(value)); }
        const std::string same =
            list.as_long_as.empty() ? "" : "; as many as " + std::string(list.as_long_as);
        table.rows.push_back(
            {std::string(list.name), std::string(list.unit), "[" + joined(default_value) + "]",
             range_text(list.low, list.high, list.low_open), std::string(list.doc) + same});
    }
    return table;
}

std::string receptors_of(const ModelInfo& model) {
    if (model.receptor_per_list_element) {
        return "one per element of " + std::string(model.lists[0].name) + ", 0 first";
    }
    std::vector<std::string> all;
    for (std::size_t port = 0; port < model.receptors.size(); ++port) {
        all.push_back(std::to_string(port) + " " + std::string(model.receptors[port]));
    }
    return joined(all);
}

/// Describes the effect of a weight's sign; empty where weights simply add.
std::string weights_of(const ModelInfo& model) {
    std::string text(model.weight_unit);
    if (model.counts_spikes) { return text + "; every weight is 1"; }
    if (model.receptor_per_list_element) { return text; }
    text += "; below 0 it goes to port 1 unless the projection names a receptor";
    return model.conductances ? text + ", its magnitude counts" : text;
}

std::vector<std::string> constraints_of(const ModelInfo& model) {
    std::vector<std::string> all;
    for (const auto& order : model.orders) {
        all.push_back(std::string(order.lesser) + (order.or_equal ? " <= " : " < ") +
                      std::string(order.greater));
    }
    for (const auto& need : model.needs) {
        all.push_back(std::string(need.flag) + " only with " + std::string(need.needed));
    }
    return all;
}

Page page_of(const ModelInfo& model) {
    Page page{std::string(model.name), std::string(model.summary), std::string(model.page), {}, {}};
    page.tables = {field_table("Parameters", model.params), list_table(model.lists),
                   field_table("State (may be recorded, and set initially unless it is computed)",
                               model.state)};
    if (!voltage::variables_of(model).empty()) {
        page.tables.push_back(field_table(
            "Parameters for clopath_synapse, one value for the population", voltage::fields()));
    }
    if (model.params.empty()) { page.notes.emplace_back("Parameters: none"); }
    if (const auto all = constraints_of(model); !all.empty()) {
        page.notes.push_back("Required: " + joined(all));
    }
    if (model.state.empty()) { page.notes.emplace_back("State: none"); }
    page.notes.push_back("Receptors: " + receptors_of(model));
    page.notes.push_back("Unit of weights: " + weights_of(model));
    return page;
}

std::string signs_of(const SynapseInfo& model) {
    std::string text = model.may_inhibit ? "all >= 0 or all <= 0" : ">= 0";
    if (!model.bound.empty()) { text += ", up to " + std::string(model.bound); }
    return text + "; in the unit of the target's weights";
}

Page page_of(const SynapseInfo& model) {
    Page page{std::string(model.name), std::string(model.summary), std::string(model.page), {}, {}};
    page.tables = {field_table("Parameters", model.params)};
    if (model.uses_history) {
        PageTable limit = field_table("", {&weight_limit, 1});
        limit.rows[0][2] = "none";
        page.tables[0].rows.push_back(limit.rows[0]);
        page.tables.push_back(
            field_table("Of the target population, among its params",
                        model.follows_voltage ? voltage::fields() : history_fields()));
    }
    page.notes.push_back("Weights of a projection: " + signs_of(model));
    return page;
}

}  // namespace

Page static_synapse_page() {
    return {std::string(static_synapse),
            "weight and delay stay as they were drawn",
            "Equations\n  Every spike of the source arrives after the delay with the weight of the "
            "synapse.\n"
            "Use\n  The synapse of a projection that names none; it has no parameters beside "
            "`weight` and `delay`.\n"
            "  `record.weights` refuses it: its weights are those that the experiment states.\n"
            "References\n  NEST 3.9 static_synapse.",
            {},
            {}};
}

std::vector<Page> synapse_pages() {
    std::vector<Page> pages;
    for (const auto& model : synapse_models()) { pages.push_back(page_of(model)); }
    return pages;
}

std::vector<Page> neuron_pages() {
    std::vector<Page> pages;
    for (const auto& model : neuron_models()) { pages.push_back(page_of(model)); }
    return pages;
}

}  // namespace callosum::program
