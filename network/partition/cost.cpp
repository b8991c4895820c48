#include "network/partition/cost.hpp"

#include "models/info.hpp"

namespace callosum {

std::vector<double> expected_rates(const Description& description, double otherwise) {
    std::vector<double> rates;
    for (const auto& population : description.populations) {
        rates.push_back(population.mean_rate.value_or(otherwise));
    }
    return rates;
}

std::vector<double> neuron_costs(const Description& description,
                                 const std::vector<double>& synapses) {
    constexpr double variable_ns = 0.4, static_event_ns = 0.6, plastic_event_ns = 6;
    const auto rates = expected_rates(description);
    std::vector<double> costs;
    for (const auto& population : description.populations) {
        const auto* model = find_neuron_model(population.model);
        const double variables = model == nullptr ? 1 : static_cast<double>(model->state.size());
        costs.push_back(variable_ns * (1 + variables));
    }
    for (std::size_t p = 0; p < synapses.size(); ++p) {
        const auto& projection = description.projections[p];
        const auto size = static_cast<double>(description.populations[projection.target].size);
        const double event_ns =
            projection.synapse_model == "static_synapse" ? static_event_ns : plastic_event_ns;
        if (size == 0) { continue; }
        costs[projection.target] +=
            synapses[p] / size * rates[projection.source] * description.dt_ms * 1e-3 * event_ns;
    }
    return costs;
}

}  // namespace callosum
