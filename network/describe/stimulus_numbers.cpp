#include "network/describe/stimulus_numbers.hpp"

namespace callosum {

const StimulusInfo& info_of(const Stimulus& stimulus) {
    static const StimulusInfo unknown{};
    const auto* found = find_stimulus_model(stimulus.model);
    return found == nullptr ? unknown : *found;
}

double number_of(const Stimulus& stimulus, std::string_view name, double dt_ms) {
    if (const auto given = stimulus.numbers.find(name); given != stimulus.numbers.end()) {
        return given->second;
    }
    const auto* field = info_of(stimulus).find(name);
    return field == nullptr ? no_default : field->default_value * (field->in_steps ? dt_ms : 1);
}

Values values_of(const Stimulus& stimulus, std::string_view name) {
    if (const auto given = stimulus.values.find(name); given != stimulus.values.end()) {
        return given->second;
    }
    const auto* field = info_of(stimulus).find(name);
    return Distribution::constant(field == nullptr || field->is_required() ? 0
                                                                           : field->default_value);
}

const std::vector<double>& list_of(const Stimulus& stimulus, std::string_view name) {
    static const std::vector<double> none;
    const auto given = stimulus.lists.find(name);
    return given == stimulus.lists.end() ? none : given->second;
}

std::string_view method_of(const Stimulus& stimulus) {
    if (!stimulus.method.empty()) { return stimulus.method; }
    const auto methods = info_of(stimulus).methods;
    return methods.substr(0, methods.find('|'));
}

}  // namespace callosum
