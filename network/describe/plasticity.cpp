#include "network/describe/plasticity.hpp"

#include <algorithm>
#include <cmath>

namespace callosum {

bool excites(const Projection& projection) {
    if (projection.rule.edges) { return projection.rule.edges->bounds().max_weight > 0; }
    return projection.weight.largest() > 0;
}

bool inhibits(const Projection& projection) {
    if (projection.rule.edges) { return projection.rule.edges->bounds().min_weight < 0; }
    return projection.weight.smallest() < 0;
}

bool takes_scaling(const Projection& projection) {
    const SynapseInfo* info = find_synapse_model(projection.synapse_model);
    return info != nullptr && info->uses_history && !info->follows_voltage && !inhibits(projection);
}

double synapse_param(const Projection& projection, const Field& field) {
    const auto given = projection.synapse_params.find(field.name);
    return given == projection.synapse_params.end() ? field.default_value : given->second;
}

double largest_weight(const Projection& projection, double initial) {
    constexpr double headroom = 16;
    const SynapseInfo& info = *find_synapse_model(projection.synapse_model);
    for (const auto& field : info.params) {
        if (field.name == info.multiple) { initial *= synapse_param(projection, field); }
    }
    if (!info.uses_history) { return initial; }
    const auto limit = projection.synapse_params.find(weight_limit.name);
    if (limit != projection.synapse_params.end()) { return limit->second; }
    for (const auto& field : info.params) {
        if (field.name == info.bound) {
            return std::max(initial, std::abs(synapse_param(projection, field)));
        }
    }
    return headroom * initial;
}

void scale_weight_bounds(Projection& projection, double factor) {
    const SynapseInfo* info = find_synapse_model(projection.synapse_model);
    if (info == nullptr || factor == 1) { return; }
    for (const auto& field : info->params) {
        if (field.name != info->bound) { continue; }
        projection.synapse_params[std::string(field.name)] =
            synapse_param(projection, field) * factor;
    }
    const auto limit = projection.synapse_params.find(weight_limit.name);
    if (limit != projection.synapse_params.end()) { limit->second *= factor; }
}

double history_param(const Population& population, const Field& field) {
    const auto given = population.params.find(std::string(field.name));
    if (given == population.params.end()) { return field.default_value; }
    return std::get<Distribution>(given->second).a;
}

}  // namespace callosum
