#include "engine/layout/parameter_values.hpp"
#include "engine/neurons/model_parts.hpp"
#include "models/registry.hpp"

namespace callosum {

template <NeuronModel M, class T>
class TiledNeurons;

std::size_t variant_of(const RangeSetup& setup) {
    std::size_t variant = 0;
    visit_models(NeuronModels{}, [&]<class M>() {
        if (serves<M>(setup.description, setup.range.population)) { return true; }
        ++variant;
        return false;
    });
    return variant;
}

std::unique_ptr<LocalNeurons> make_local_neurons(const RangeSetup& setup) {
    return make_kind<TiledNeurons>(setup);
}

}  // namespace callosum
