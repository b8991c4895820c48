#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <span>

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

/// Checks params or initial of one population against the model's table.
struct Assignments {
    const std::map<std::string, Values>& given;
    std::span<const Field> fields;
    std::span<const Field> elsewhere;  ///< the model's other table, for the message
    std::string_view group;            ///< "params" or "initial"
    std::string_view other_group;
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
        if (field != nullptr) {
            values(findings, place, numbers, population.size,
                   {field->low, field->high, field->low_open, field->unit});
            if (name == "t_ref") { countable(findings, place, numbers); }
        } else if (find(of.elsewhere, name) != nullptr) {
            findings.add(place, "'" + name + "' belongs under \"" + std::string(of.other_group) +
                                    "\" of the population");
        } else {
            findings.add(place, "model " + population.model + " has no '" + name + "'" +
                                    suggest(name, names_of(of.fields)));
        }
    }
}

/// Pairs of parameters that must keep their order wherever a model has both.
struct Order {
    std::string_view lesser;
    std::string_view greater;
};
constexpr std::array<Order, 1> orders{{{"V_reset", "V_th"}}};

Values value_of(const Population& population, const Field& field) {
    const auto found = population.params.find(std::string(field.name));
    return found != population.params.end() ? found->second
                                            : Values(Distribution::constant(field.standard));
}

/// Neuron by neuron where both are lists, otherwise by the extremes that can occur together.
bool in_order(const Values& lesser, const Values& greater) {
    const auto* low = std::get_if<std::vector<double>>(&lesser);
    const auto* high = std::get_if<std::vector<double>>(&greater);
    if (low == nullptr || high == nullptr) { return highest(lesser) < lowest(greater); }
    for (std::size_t n = 0; n < std::min(low->size(), high->size()); ++n) {
        if (!((*low)[n] < (*high)[n])) { return false; }
    }
    return true;
}

void parameter_order(const Findings& findings, const std::string& where,
                     const Population& population, const ModelInfo& model) {
    for (const auto& order : orders) {
        const Field* lesser = find(model.params, order.lesser);
        const Field* greater = find(model.params, order.greater);
        if (lesser == nullptr || greater == nullptr) { continue; }
        const Values low = value_of(population, *lesser);
        const Values high = value_of(population, *greater);
        if (in_order(low, high)) { continue; }
        const bool low_given = population.params.count(std::string(order.lesser)) > 0;
        findings.add(where + ".params." + std::string(low_given ? order.lesser : order.greater),
                     std::string(order.lesser) + " (up to " + to_text(highest(low)) +
                         ") must be below " + std::string(order.greater) + " (down to " +
                         to_text(lowest(high)) + ")");
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
    const ModelInfo* model = find_neuron_model(population.model);
    if (model == nullptr) {
        std::vector<std::string_view> known;
        for (const auto& info : neuron_models()) { known.push_back(info.name); }
        findings.add(where + ".model", "there is no neuron model '" + population.model + "'" +
                                           suggest(population.model, known));
        return;
    }
    assignments(findings, where, population,
                {population.params, model->params, model->state, "params", "initial"});
    assignments(findings, where, population,
                {population.initial, model->state, model->params, "initial", "params"});
    const bool readable = std::all_of(population.params.begin(), population.params.end(),
                                      [](const auto& item) { return healthy(item.second); });
    if (readable) { parameter_order(findings, where, population, *model); }
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
