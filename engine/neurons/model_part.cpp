// Compiled once per part, with CALLOSUM_MODEL_PART = 0, 1, ... (model_parts.hpp says why).
#include <utility>

#include "engine/neurons/model_parts.hpp"
#include "engine/neurons/tiled_neurons.hpp"
#include "engine/reference/reference_neurons.hpp"
#include "models/registry.hpp"

namespace callosum {
namespace {

constexpr std::size_t part = CALLOSUM_MODEL_PART;

template <template <class, class> class Kind, std::size_t Variant, class M>
bool make_variant(const RangeSetup& setup, std::size_t variant,
                  std::unique_ptr<PopulationState>& state) {
    if constexpr (Variant % n_model_parts == part) {
        if (variant != Variant) { return false; }
        if (setup.description.precision == Precision::single) {
            state = std::make_unique<Kind<M, float>>(setup);
        } else {
            state = std::make_unique<Kind<M, double>>(setup);
        }
        return true;
    }
    return false;
}

template <template <class, class> class Kind, class... M, std::size_t... Variant>
std::unique_ptr<PopulationState> make(Models<M...>, std::index_sequence<Variant...>,
                                      const RangeSetup& setup, std::size_t variant) {
    std::unique_ptr<PopulationState> state;
    (void)(make_variant<Kind, Variant, M>(setup, variant, state) || ...);
    return state;
}

constexpr auto all = std::make_index_sequence<count_models(NeuronModels{})>{};

}  // namespace

template <>
std::unique_ptr<PopulationState> make_fast<part>(const RangeSetup& setup, std::size_t variant) {
    return make<Neurons>(NeuronModels{}, all, setup, variant);
}

template <>
std::unique_ptr<PopulationState> make_plain<part>(const RangeSetup& setup, std::size_t variant) {
    return make<ReferenceNeurons>(NeuronModels{}, all, setup, variant);
}

}  // namespace callosum
