#include <array>
#include <utility>

#include "engine/layout/parameter_values.hpp"
#include "engine/neurons/model_parts.hpp"
#include "models/registry.hpp"

namespace callosum {
namespace {

/// Position in the registry of the first variant that can serve a population in all phases.
std::size_t variant_of(const RangeSetup& setup) {
    std::size_t variant = 0;
    visit_models(NeuronModels{}, [&]<class M>() {
        if (serves<M>(setup.description, setup.range.population)) { return true; }
        ++variant;
        return false;
    });
    return variant;
}

template <std::size_t... Part>
constexpr std::array<MakeState, n_model_parts> fast_makers(std::index_sequence<Part...>) {
    return {make_fast<Part>...};
}
template <std::size_t... Part>
constexpr std::array<MakeState, n_model_parts> plain_makers(std::index_sequence<Part...>) {
    return {make_plain<Part>...};
}

}  // namespace

std::unique_ptr<PopulationState> make_population_state(const RangeSetup& setup) {
    static constexpr auto makers = fast_makers(std::make_index_sequence<n_model_parts>{});
    const std::size_t variant = variant_of(setup);
    return makers[variant % n_model_parts](setup, variant);
}

std::unique_ptr<PopulationState> make_reference_state(const RangeSetup& setup) {
    static constexpr auto makers = plain_makers(std::make_index_sequence<n_model_parts>{});
    const std::size_t variant = variant_of(setup);
    return makers[variant % n_model_parts](setup, variant);
}

}  // namespace callosum
