#include "engine/layout/drawn_values.hpp"

#include <cstddef>
#include <span>
#include <utility>

#include "engine/layout/parameter_values.hpp"

namespace callosum {
namespace {

/// Replaces the fields for which a distribution stands by lists of their values.
template <class Draw>
void list_values(std::map<std::string, Values>& values, std::span<const Field> fields,
                 std::uint64_t size, Draw&& draw) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto found = values.find(std::string(fields[i].name));
        if (found == values.end()) { continue; }
        const auto* distribution = std::get_if<Distribution>(&found->second);
        if (distribution == nullptr || distribution->is_constant()) { continue; }
        std::vector<double> drawn(size);
        for (std::uint64_t n = 0; n < size; ++n) { drawn[n] = draw(i, n); }
        found->second = std::move(drawn);
    }
}

}  // namespace

Description with_drawn_values(Description description) {
    for (std::size_t p = 0; p < description.populations.size(); ++p) {
        const Population before = description.populations[p];
        const PopulationValues drawn(before, p, description.seed);
        Population& population = description.populations[p];
        const auto& model = drawn.model();
        list_values(population.params, model.params, population.size,
                    [&](std::size_t i, std::uint64_t n) { return drawn.param(i, n); });
        list_values(population.initial, model.state, population.size,
                    [&](std::size_t i, std::uint64_t n) { return drawn.initial(i, n); });
    }
    return description;
}

}  // namespace callosum
