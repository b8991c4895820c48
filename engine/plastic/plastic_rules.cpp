#include "engine/plastic/clopath_delivery.hpp"
#include "engine/plastic/plastic_delivery.hpp"
#include "models/synapse/synapse_registry.hpp"

namespace callosum {
namespace {

/// Calls use.operator()<R>() for the variant of a projection's rule that its parameters call for.
template <class Use>
void with_rule(const Projection& projection, Use&& use) {
    const std::vector<double> given = rule_params(projection);
    visit_rules(PlasticRules{}, [&]<class R>() {
        if (R::info.name != projection.synapse_model) { return false; }
        typename R::Params params;
        std::ranges::copy(given, params.begin());
        if (!R::applies(params)) { return false; }
        use.template operator()<R>();
        return true;
    });
}

}  // namespace

std::unique_ptr<PlasticSynapses> make_plastic_synapses(const PlasticSetup& setup) {
    const auto& projection = setup.description.projections[setup.projection];
    std::unique_ptr<PlasticSynapses> made;
    const bool single = setup.description.precision == Precision::single;
    if (projection.synapse_model == ClopathSynapse::info.name) {
        if (single) { return std::make_unique<ClopathDelivery<float>>(setup); }
        return std::make_unique<ClopathDelivery<double>>(setup);
    }
    with_rule(projection, [&]<class R>() {
        if (single) {
            made = std::make_unique<PlasticDelivery<R, float>>(setup);
        } else {
            made = std::make_unique<PlasticDelivery<R, double>>(setup);
        }
    });
    return made;
}

PlasticSizes plastic_sizes(const Projection& projection) {
    if (projection.synapse_model == ClopathSynapse::info.name) {
        return ClopathDelivery<double>::sizes();
    }
    PlasticSizes sizes;
    with_rule(projection, [&]<class R>() { sizes = PlasticDelivery<R, double>::sizes(); });
    return sizes;
}

}  // namespace callosum
