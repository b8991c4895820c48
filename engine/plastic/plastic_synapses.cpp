#include "engine/plastic/plastic_synapses.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "engine/base/digest.hpp"
#include "engine/base/error.hpp"
#include "models/synapse/synapse_registry.hpp"
#include "network/describe/plasticity.hpp"

namespace callosum {
void order_synapses(std::vector<PlasticSynapse>& of_source) {
    std::stable_sort(of_source.begin(), of_source.end(), [](const auto& a, const auto& b) {
        return a.target != b.target ? a.target < b.target : a.delay < b.delay;
    });
    for (std::size_t i = 0; i < of_source.size(); ++i) {
        const bool again = i > 0 && of_source[i - 1].target == of_source[i].target;
        of_source[i].occurrence = again ? of_source[i - 1].occurrence + 1 : 0;
    }
}

std::uint64_t weight_hash(std::size_t projection, const PlasticSynapse& synapse) {
    const std::uint64_t pair = mix((synapse.source << 32) + synapse.target);
    const std::uint64_t which = mix(pair + (std::uint64_t{projection} << 32) + synapse.occurrence);
    return mix(which + std::bit_cast<std::uint64_t>(synapse.weight));
}

std::int64_t full_exchange_period(const Description& description) {
    for (const auto& projection : description.projections) {
        const auto* info = find_synapse_model(projection.synapse_model);
        if (info != nullptr && info->follows_voltage) { return take_in_every; }
    }
    return refresh_every;
}

std::uint32_t dendritic_steps(const Projection& projection, std::uint32_t delay) {
    const auto steps = std::lround(projection.dendritic_fraction * delay);
    return static_cast<std::uint32_t>(std::max(1L, steps));
}

std::int64_t stamp_shift(const Projection& projection, std::uint32_t delay) {
    return 2 * std::int64_t{dendritic_steps(projection, delay)} - delay;
}

std::vector<double> rule_params(const Projection& projection) {
    std::vector<double> params;
    for (const auto& field : find_synapse_model(projection.synapse_model)->params) {
        params.push_back(synapse_param(projection, field));
    }
    return params;
}

HistoryRates history_rates(const Description& description, std::size_t population) {
    const auto& described = description.populations[population];
    return {description.dt_ms / history_param(described, tau_minus),
            description.dt_ms / history_param(described, tau_minus_triplet)};
}

HistoryNeeds history_needs(const Description& description, const FixedPointPlan& plan,
                           std::size_t population) {
    HistoryNeeds needs;
    for (std::size_t p = 0; p < plan.projections.size(); ++p) {
        const auto& projection = description.projections[p];
        if (projection.target != population) { continue; }
        const std::uint32_t delay = plan.projections[p].bounds.max_delay;
        needs.max_delay = std::max(needs.max_delay, delay);
        const auto* model = find_synapse_model(projection.synapse_model);
        if (model != nullptr && model->follows_voltage) {
            needs.followed_delay = std::max(needs.followed_delay, delay);
        }
        visit_rules(PlasticRules{}, [&]<class R>() {
            if (R::info.name != projection.synapse_model) { return false; }
            needs.spikes = needs.spikes || R::info.uses_history;
            needs.slow = needs.slow || R::slow != TripletTrace::none;
            return true;
        });
    }
    return needs;
}

std::unique_ptr<History> make_history(const Description& description, const FixedPointPlan& plan,
                                      const NeuronRange& range) {
    const auto needs = history_needs(description, plan, range.population);
    if (!needs.spikes) { return nullptr; }
    const HistoryRates rates = history_rates(description, range.population);
    if (description.precision == Precision::single) {
        return std::make_unique<PostHistory<float>>(range.size(), rates, needs.slow,
                                                    needs.spikes_kept());
    }
    return std::make_unique<PostHistory<double>>(range.size(), rates, needs.slow,
                                                 needs.spikes_kept());
}

std::unique_ptr<VoltageHistory> make_voltage_history(const Description& description,
                                                     const FixedPointPlan& plan,
                                                     const NeuronRange& range) {
    const auto delay = history_needs(description, plan, range.population).followed_delay;
    if (delay == 0) { return nullptr; }
    return std::make_unique<VoltageHistory>(range.size(),
                                            followed_neuron(description, range.population), delay);
}

void refuse_weight(const Description& description, std::size_t projection,
                   const GrownWeight& grown) {
    const auto& described = description.projections[projection];
    throw LimitError(
        "projection '" + described.name + "': a weight onto neuron " +
        std::to_string(grown.target) + " of population '" +
        description.populations[described.target].name + "' has grown to " +
        std::to_string(grown.weight) + " at " + std::to_string(grown.at_ms) + " ms; the limit is " +
        std::to_string(grown.limit) +
        ": state a larger \"weight_limit\" in its \"synapse\", or a rule that ends growth");
}

}  // namespace callosum
