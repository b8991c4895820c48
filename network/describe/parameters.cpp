#include "network/describe/parameters.hpp"

#include <algorithm>
#include <string>

namespace callosum {

double value_at(const Values& values, std::uint64_t n) {
    if (const auto* list = std::get_if<std::vector<double>>(&values)) {
        return (*list)[list->size() == 1 ? 0 : n];
    }
    return std::get<Distribution>(values).mean();
}

double ParameterReader::param(std::string_view name, std::uint64_t neuron) const {
    const auto found = population_.params.find(std::string(name));
    if (found != population_.params.end()) { return value_at(found->second, neuron); }
    return default_value(model_.params, name, neuron);
}

double ParameterReader::initial(std::string_view name, std::uint64_t neuron) const {
    const auto found = population_.initial.find(std::string(name));
    if (found != population_.initial.end()) { return value_at(found->second, neuron); }
    return default_value(model_.state, name, neuron);
}

bool ParameterReader::varied() const {
    const auto listed = [](const auto& entry) {
        return std::holds_alternative<std::vector<double>>(entry.second);
    };
    return std::any_of(population_.params.begin(), population_.params.end(), listed) ||
           std::any_of(population_.initial.begin(), population_.initial.end(), listed);
}

double ParameterReader::default_value(std::span<const Field> fields, std::string_view name,
                                      std::uint64_t neuron) const {
    for (const auto& field : fields) {
        if (field.name == name) {
            return field.same_as.empty() ? field.default_value : param(field.same_as, neuron);
        }
    }
    return 0;
}

Values as_values(std::vector<double> numbers) {
    const bool same =
        std::all_of(numbers.begin(), numbers.end(), [&](double x) { return x == numbers.front(); });
    if (same) { return Distribution::constant(numbers.front()); }
    return numbers;
}

}  // namespace callosum
