#pragma once

#include "engine/neurons/model_parts.hpp"
#include "models/registry.hpp"

namespace callosum {
namespace part_detail {

template <template <class, class> class Kind, std::size_t Part, std::size_t Variant, class M>
bool make_variant(const RangeSetup& setup, std::size_t variant,
                  std::unique_ptr<LocalNeurons>& neurons) {
    if constexpr (Variant % n_model_parts == Part) {
        if (variant != Variant) { return false; }
        if (setup.description.precision == Precision::single) {
            neurons = std::make_unique<Kind<M, SingleOf<M>>>(setup);
        } else {
            neurons = std::make_unique<Kind<M, double>>(setup);
        }
        return true;
    }
    return false;
}

template <template <class, class> class Kind, std::size_t Part, class... M, std::size_t... Variant>
std::unique_ptr<LocalNeurons> make(Models<M...>, std::index_sequence<Variant...>,
                                   const RangeSetup& setup, std::size_t variant) {
    std::unique_ptr<LocalNeurons> neurons;
    (void)(make_variant<Kind, Part, Variant, M>(setup, variant, neurons) || ...);
    return neurons;
}

}  // namespace part_detail

template <template <class, class> class Kind, std::size_t Part>
std::unique_ptr<LocalNeurons> make_part(const RangeSetup& setup, std::size_t variant) {
    return part_detail::make<Kind, Part>(
        NeuronModels{}, std::make_index_sequence<count_models(NeuronModels{})>{}, setup, variant);
}

}  // namespace callosum
