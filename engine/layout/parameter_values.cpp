#include "engine/layout/parameter_values.hpp"

namespace callosum {
namespace {

/// Number of streams of one population: one for each parameter and state variable.
constexpr std::uint32_t streams_per_population = 64;

}  // namespace

double value_of(const Values& values, std::uint64_t seed, Purpose purpose, std::uint32_t stream,
                std::uint64_t index) {
    if (const auto* list = std::get_if<std::vector<double>>(&values)) { return (*list)[index]; }
    const auto& distribution = std::get<Distribution>(values);
    if (distribution.is_constant()) { return distribution.a; }
    const Ars random(seed, purpose, stream);
    return distribution.quantile(random(static_cast<std::uint32_t>(index),
                                        static_cast<std::uint32_t>(index >> 32), 0, 0)[0]);
}

std::optional<double> shared_value(const Values& values) {
    const auto* distribution = std::get_if<Distribution>(&values);
    if (distribution == nullptr || !distribution->is_constant()) { return std::nullopt; }
    return distribution->a;
}

PopulationValues::PopulationValues(const Description& description, std::size_t population)
    : PopulationValues(description.populations[population], population, description.seed) {}

PopulationValues::PopulationValues(const Population& population, std::size_t index,
                                   std::uint64_t seed)
    : population_(&population),
      seed_(seed),
      stream_(static_cast<std::uint32_t>(index) * streams_per_population),
      model_(find_neuron_model(population.model)) {
    for (const auto& field : model_->params) {
        const auto found = population.params.find(std::string(field.name));
        given_.push_back(found == population.params.end() ? nullptr : &found->second);
    }
}

std::optional<double> PopulationValues::shared_param(std::size_t param) const {
    const Values* values = given_[param];
    return values == nullptr ? model_->params[param].default_value : shared_value(*values);
}

double PopulationValues::param(std::size_t param, std::uint64_t index) const {
    const Values* values = given_[param];
    if (values == nullptr) { return model_->params[param].default_value; }
    return value_of(*values, seed_, Purpose::parameter, stream_ + static_cast<std::uint32_t>(param),
                    index);
}

double PopulationValues::initial(std::size_t state, std::uint64_t index) const {
    const Field& field = model_->state[state];
    const auto found = population_->initial.find(std::string(field.name));
    if (found != population_->initial.end()) {
        return value_of(found->second, seed_, Purpose::initial,
                        stream_ + static_cast<std::uint32_t>(state), index);
    }
    for (std::size_t i = 0; i < model_->params.size(); ++i) {
        if (model_->params[i].name == field.same_as) { return param(i, index); }
    }
    return field.default_value;
}

VariantQuery PopulationValues::query() const {
    return {[this](std::size_t i) { return shared_param(i); }, population_->separate_receptors};
}

std::vector<std::vector<double>> PopulationValues::lists() const {
    std::vector<std::vector<double>> lists;
    for (const auto& field : model_->lists) {
        const auto given = population_->lists.find(std::string(field.name));
        if (given != population_->lists.end()) {
            lists.push_back(given->second);
        } else {
            lists.emplace_back(field.default_value.begin(), field.default_value.end());
        }
    }
    return lists;
}

int PopulationValues::substeps() const {
    for (std::size_t i = 0; i < model_->params.size(); ++i) {
        if (model_->params[i].name == "substeps") {
            return static_cast<int>(shared_param(i).value_or(1));
        }
    }
    return 1;
}

bool PopulationValues::all_shared() const {
    for (std::size_t i = 0; i < model_->params.size(); ++i) {
        if (!shared_param(i)) { return false; }
    }
    return true;
}

}  // namespace callosum
