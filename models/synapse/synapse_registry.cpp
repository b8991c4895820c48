#include "models/synapse/synapse_registry.hpp"

#include <array>
#include <vector>

namespace callosum {

std::span<const Field> history_fields() {
    static constexpr std::array fields{tau_minus, tau_minus_triplet};
    return fields;
}

std::span<const SynapseInfo> synapse_models() {
    static const std::vector<SynapseInfo> infos = [] {
        std::vector<SynapseInfo> all;
        visit_rules(PlasticRules{}, [&]<class R>() {
            if (all.empty() || all.back().name != R::info.name) { all.push_back(R::info); }
            return false;
        });
        return all;
    }();
    return infos;
}

const SynapseInfo* find_synapse_model(std::string_view name) {
    for (const auto& info : synapse_models()) {
        if (info.name == name) { return &info; }
    }
    return nullptr;
}

}  // namespace callosum
