#include <array>
#include <utility>

#include "engine/backend/chunks.hpp"
#include "engine/state/values.hpp"
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

template <std::size_t... Chunk>
constexpr std::array<MakeState, n_chunks> fast_makers(std::index_sequence<Chunk...>) {
    return {make_fast<Chunk>...};
}
template <std::size_t... Chunk>
constexpr std::array<MakeState, n_chunks> plain_makers(std::index_sequence<Chunk...>) {
    return {make_plain<Chunk>...};
}

}  // namespace

std::unique_ptr<PopulationState> make_population_state(const RangeSetup& setup) {
    static constexpr auto makers = fast_makers(std::make_index_sequence<n_chunks>{});
    const std::size_t variant = variant_of(setup);
    return makers[variant % n_chunks](setup, variant);
}

std::unique_ptr<PopulationState> make_reference_state(const RangeSetup& setup) {
    static constexpr auto makers = plain_makers(std::make_index_sequence<n_chunks>{});
    const std::size_t variant = variant_of(setup);
    return makers[variant % n_chunks](setup, variant);
}

}  // namespace callosum
