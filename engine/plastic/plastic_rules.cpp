#include "engine/plastic/plastic_delivery.hpp"
#include "models/synapse/synapse_registry.hpp"

namespace callosum {

std::unique_ptr<PlasticSynapses> make_plastic_synapses(const PlasticSetup& setup) {
    const auto& projection = setup.description.projections[setup.projection];
    const std::vector<double> given = rule_params(projection);
    std::unique_ptr<PlasticSynapses> made;
    visit_rules(PlasticRules{}, [&]<class R>() {
        if (R::info.name != projection.synapse_model) { return false; }
        typename R::Params params;
        std::ranges::copy(given, params.begin());
        if (!R::applies(params)) { return false; }
        if (setup.description.precision == Precision::single) {
            made = std::make_unique<PlasticDelivery<R, float>>(setup);
        } else {
            made = std::make_unique<PlasticDelivery<R, double>>(setup);
        }
        return true;
    });
    return made;
}

}  // namespace callosum
