#include <utility>

#include "engine/backend/neurons.hpp"
#include "models/registry.hpp"

namespace callosum {

std::unique_ptr<PopulationState> make_population_state(const RangeSetup& setup) {
    const PopulationValues values(setup.description, setup.range.population);
    std::unique_ptr<PopulationState> state;
    visit_models(NeuronModels{}, [&]<class M>() {
        if (M::info.name != values.model().name || !M::applies(values.query())) { return false; }
        if (setup.description.precision == Precision::single) {
            state = std::make_unique<Neurons<M, float>>(setup);
        } else {
            state = std::make_unique<Neurons<M, double>>(setup);
        }
        return true;
    });
    return state;
}

}  // namespace callosum
