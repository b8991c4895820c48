#include "network/partition/cost.hpp"

#include "models/info.hpp"
#include "network/describe/plasticity.hpp"

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
    constexpr double variable_ns = 0.4;
    std::vector<double> costs;
    for (const auto& population : description.populations) {
        const auto* model = find_neuron_model(population.model);
        const double variables = model == nullptr ? 1 : static_cast<double>(model->state.size());
        costs.push_back(variable_ns * (1 + variables));
    }
    for (std::size_t p = 0; p < synapses.size(); ++p) {
        costs[description.projections[p].target] += event_cost(description, p, synapses[p]);
    }
    return costs;
}

double event_cost(const Description& description, std::size_t projection, double synapses) {
    constexpr double static_event_ns = 0.6, plastic_event_ns = 6;
    const auto& described = description.projections[projection];
    const auto size = static_cast<double>(description.populations[described.target].size);
    if (size == 0) { return 0; }
    const double rate = description.populations[described.source].mean_rate.value_or(usual_rate);
    const double event_ns = is_plastic(described) ? plastic_event_ns : static_event_ns;
    return synapses / size * rate * description.dt_ms * 1e-3 * event_ns;
}

}  // namespace callosum
