#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <span>

#include "models/synapse/synapse_info.hpp"
#include "network/describe/check.hpp"
#include "network/describe/nearest.hpp"

namespace callosum::check {

namespace {

std::vector<std::string_view> names_of(std::span<const Field> fields) {
    std::vector<std::string_view> names;
    for (const auto& field : fields) { names.push_back(field.name); }
    return names;
}

const Field* find(std::span<const Field> fields, std::string_view name) {
    for (const auto& field : fields) {
        if (field.name == name) { return &field; }
    }
    return nullptr;
}

/// Names become parts of paths in messages, of `--set` and of HDF5 groups.
bool usable_name(std::string_view name) {
    const bool control = std::any_of(name.begin(), name.end(), [](char c) {
        const auto code = static_cast<unsigned char>(c);
        return code < 0x20 || code == 0x7f;
    });
    return !name.empty() && !control &&
           name.find_first_of("./[]{}\"'\\ ") == std::string_view::npos;
}

/// Whole numbers and switches are shared by the population.
void shared_kind(const Findings& findings, const std::string& place, const Field& field,
                 const Values& numbers) {
    if (field.kind == FieldKind::real) { return; }
    const auto* constant = std::get_if<Distribution>(&numbers);
    if (constant == nullptr || !constant->is_constant()) {
        findings.add(place, "must be one value for all neurons of the population");
    } else if (field.kind == FieldKind::flag && constant->a != 0 && constant->a != 1) {
        findings.add(place, "is " + to_text(constant->a) + ", must be true or false");
    } else if (constant->a != std::floor(constant->a)) {
        findings.add(place, "is " + to_text(constant->a) + ", must be a whole number");
    }
}

/// What plastic synapses read of their target population: one value for all.
void history(const Findings& findings, const std::string& place, const Field& field,
             const Values& numbers) {
    const auto* constant = std::get_if<Distribution>(&numbers);
    if (constant == nullptr || !constant->is_constant()) {
        findings.add(place, "must be one value for all neurons of the population");
    } else {
        distribution(findings, place, *constant,
                     {field.low, field.high, field.low_open, field.unit});
        if (field.kind == FieldKind::flag) { shared_kind(findings, place, field, numbers); }
    }
}

/// The lists of one population: known names, allowed numbers, lengths that fit together.
void lists(const Findings& findings, const std::string& where, const Population& population,
           const ModelInfo& model) {
    const auto length = [&](const ListField& field) {
        const auto given = population.lists.find(std::string(field.name));
        return given == population.lists.end() ? field.default_value.size() : given->second.size();
    };
    for (const auto& field : model.lists) {
        const std::string place = where + ".params." + std::string(field.name);
        const auto given = population.lists.find(std::string(field.name));
        if (given != population.lists.end()) {
            values(findings, place, given->second, given->second.size(),
                   {field.low, field.high, field.low_open, field.unit});
            if (given->second.empty() && model.receptor_per_list_element &&
                &field == model.lists.data()) {
                findings.add(place, "is empty; a neuron needs at least one port");
            }
        }
        for (const auto& other : model.lists) {
            if (other.name == field.as_long_as && length(other) != length(field)) {
                findings.add(place, "has " + std::to_string(length(field)) + " numbers; " +
                                        std::string(other.name) + " has " +
                                        std::to_string(length(other)) +
                                        ", and they must have the same length");
            }
        }
    }
}

/// Checks params or initial of one population against the model's table.
struct Assignments {
    const std::map<std::string, Values>& given;
    std::span<const Field> fields;
    std::span<const Field> elsewhere;  ///< the model's other table, for the message
    std::string_view group;            ///< "params" or "initial"
    std::string_view other_group;
    std::span<const Field> read_by_rules = {};  ///< what plastic synapses read of the population
};

/// Refractory steps are counted in 16 bits.
void countable(const Findings& findings, const std::string& place, const Values& t_ref) {
    const double dt_ms = findings.description.dt_ms;
    const bool drawn = std::holds_alternative<Distribution>(t_ref);
    if (drawn && !fault(std::get<Distribution>(t_ref)).empty()) { return; }
    if (dt_ms > 0 && std::round(highest(t_ref) / dt_ms) > most_refractory_steps) {
        findings.add(place, "reaches " + to_text(highest(t_ref)) + " ms, at most " +
                                to_text(most_refractory_steps) + " steps of dt (" + to_text(dt_ms) +
                                " ms) are possible");
    }
}

void assignments(const Findings& findings, const std::string& where, const Population& population,
                 const Assignments& of) {
    for (const auto& [name, numbers] : of.given) {
        const std::string place = where + "." + std::string(of.group) + "." + name;
        const Field* field = find(of.fields, name);
        const Field* read = find(of.read_by_rules, name);
        if (field == nullptr && read != nullptr) {
            history(findings, place, *read, numbers);
            continue;
        }
        if (field != nullptr && field->computed) {
            findings.add(place, "follows from other state: it can be recorded, not set");
        } else if (field != nullptr) {
            values(findings, place, numbers, population.size,
                   {field->low, field->high, field->low_open, field->unit});
            shared_kind(findings, place, *field, numbers);
            if (name == "t_ref") { countable(findings, place, numbers); }
        } else if (find(of.elsewhere, name) != nullptr) {
            findings.add(place, "'" + name + "' belongs under \"" + std::string(of.other_group) +
                                    "\" of the population");
        } else {
            auto known = names_of(of.fields);
            for (const auto& more : of.read_by_rules) { known.push_back(more.name); }
            findings.add(place, "model " + population.model + " has no '" + name + "'" +
                                    suggest(name, known));
        }
    }
}

Values value_of(const Population& population, const Field& field) {
    const auto found = population.params.find(std::string(field.name));
    return found != population.params.end() ? found->second
                                            : Values(Distribution::constant(field.default_value));
}

/// Neuron by neuron where both are lists, otherwise by the extremes that can occur together.
bool in_order(const Values& lesser, const Values& greater, bool or_equal) {
    const auto below = [or_equal](double a, double b) { return or_equal ? a <= b : a < b; };
    const auto* low = std::get_if<std::vector<double>>(&lesser);
    const auto* high = std::get_if<std::vector<double>>(&greater);
    if (low == nullptr || high == nullptr) { return below(highest(lesser), lowest(greater)); }
    for (std::size_t n = 0; n < std::min(low->size(), high->size()); ++n) {
        if (!below((*low)[n], (*high)[n])) { return false; }
    }
    return true;
}

void parameter_order(const Findings& findings, const std::string& where,
                     const Population& population, const ModelInfo& model) {
    for (const auto& order : model.orders) {
        const Field* lesser = find(model.params, order.lesser);
        const Field* greater = find(model.params, order.greater);
        const Values low = value_of(population, *lesser);
        const Values high = value_of(population, *greater);
        if (in_order(low, high, order.or_equal)) { continue; }
        const bool low_given = population.params.count(std::string(order.lesser)) > 0;
        findings.add(where + ".params." + std::string(low_given ? order.lesser : order.greater),
                     std::string(order.lesser) + " (up to " + to_text(highest(low)) + ") must be " +
                         (order.or_equal ? "at most " : "below ") + std::string(order.greater) +
                         " (down to " + to_text(lowest(high)) + ")");
    }
}

void needs(const Findings& findings, const std::string& where, const Population& population,
           const ModelInfo& model) {
    for (const auto& need : model.needs) {
        const Values flag = value_of(population, *find(model.params, need.flag));
        const Values needed = value_of(population, *find(model.params, need.needed));
        if (highest(flag) == 0 || lowest(needed) != 0) { continue; }
        findings.add(where + ".params." + std::string(need.flag),
                     "is true, which is possible only where " + std::string(need.needed) +
                         " is true; here it is false");
    }
}

bool healthy(const Values& numbers) {
    const auto* drawn = std::get_if<Distribution>(&numbers);
    return drawn == nullptr || fault(*drawn).empty();
}

void population(const Findings& findings, const Population& population) {
    const std::string where = "populations." + population.name;
    if (!usable_name(population.name)) {
        findings.add(where, "the name '" + population.name +
                                "' is empty or has one of . / [ ] { } quotes, backslash or blanks");
    }
    if (population.size == 0) {
        findings.add(where + ".size", "is 0; a population needs at least one neuron");
    } else if (population.size > most_neurons_per_population) {
        findings.add(where + ".size", "is " + std::to_string(population.size) + ", at most " +
                                          std::to_string(most_neurons_per_population) +
                                          " neurons fit into one population; split it");
    }
    if (population.mean_rate && !inside(*population.mean_rate, {0, highest_rate_hz})) {
        findings.add(where + ".mean_rate",
                     "is " + to_text(*population.mean_rate) + ", " +
                         to_text(Range{0, highest_rate_hz, false, "spikes/s"}));
    }
    positions(findings, where + ".positions", population);
    const ModelInfo* model = find_neuron_model(population.model);
    if (model == nullptr) {
        std::vector<std::string_view> known;
        for (const auto& info : neuron_models()) { known.push_back(info.name); }
        findings.add(where + ".model", "there is no neuron model '" + population.model + "'" +
                                           suggest(population.model, known));
        return;
    }
    assignments(findings, where, population,
                {population.params, model->params, model->state, "params", "initial",
                 history_fields(*model)});
    assignments(findings, where, population,
                {population.initial, model->state, model->params, "initial", "params"});
    lists(findings, where, population, *model);
    const bool readable = std::all_of(population.params.begin(), population.params.end(),
                                      [](const auto& item) { return healthy(item.second); });
    if (!readable) { return; }
    parameter_order(findings, where, population, *model);
    needs(findings, where, population, *model);
}

}  // namespace

void populations(const Findings& findings) {
    const auto& list = findings.description.populations;
    if (list.empty()) { findings.add("populations", "is empty; nothing could be simulated"); }
    std::set<std::string_view> seen;
    std::uint64_t total = 0;
    for (const auto& one : list) {
        population(findings, one);
        if (!seen.insert(one.name).second) {
            findings.add("populations." + one.name, "two populations have this name");
        }
        total += std::min(one.size, most_neurons);
        if (total > most_neurons) {
            findings.add("populations", "have more than " + std::to_string(most_neurons) +
                                            " neurons together, which is the most that can be "
                                            "numbered");
            return;
        }
    }
}

}  // namespace callosum::check

namespace callosum {

std::size_t n_ports(const Population& population, const ModelInfo& model) {
    if (!model.receptor_per_list_element) { return model.receptors.size(); }
    const auto given = population.lists.find(std::string(model.lists[0].name));
    return given == population.lists.end() ? model.lists[0].default_value.size()
                                           : given->second.size();
}

}  // namespace callosum
