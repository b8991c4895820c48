#include "models/synapse/synapse_registry.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace callosum {

namespace {

/// All parameters that rules read of a target, those that concern spikes first.
constexpr std::array all_history_fields{tau_minus,
                                        tau_minus_triplet,
                                        voltage::A_LTD,
                                        voltage::A_LTP,
                                        voltage::theta_plus,
                                        voltage::theta_minus,
                                        voltage::A_LTD_const,
                                        voltage::delay_u_bars,
                                        voltage::u_ref_squared};
/// Number of leading entries that concern spikes.
constexpr std::size_t n_of_spikes = 2;

}  // namespace

std::span<const Field> history_fields() {
    return std::span<const Field>(all_history_fields).first(n_of_spikes);
}

std::span<const Field> voltage::fields() {
    return std::span<const Field>(all_history_fields).subspan(n_of_spikes);
}

std::vector<std::size_t> voltage::variables_of(const ModelInfo& model) {
    std::vector<std::size_t> variables;
    for (const auto& name : names) {
        const auto found = std::ranges::find(model.state, name, &Field::name);
        if (found == model.state.end()) { return {}; }
        variables.push_back(static_cast<std::size_t>(found - model.state.begin()));
    }
    return variables;
}

std::span<const Field> history_fields(const ModelInfo& model) {
    return voltage::variables_of(model).empty() ? history_fields()
                                                : std::span<const Field>(all_history_fields);
}

std::span<const SynapseInfo> synapse_models() {
    static const std::vector<SynapseInfo> infos = [] {
        std::vector<SynapseInfo> all;
        visit_rules(PlasticRules{}, [&]<class R>() {
            if (all.empty() || all.back().name != R::info.name) { all.push_back(R::info); }
            return false;
        });
        all.push_back(ClopathSynapse::info);
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
